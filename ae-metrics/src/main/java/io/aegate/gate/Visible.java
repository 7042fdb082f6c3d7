package io.aegate.gate;

/** Text that names of images and slices got into, safe to print wherever the message ends. */
final class Visible {

    private Visible() {}

    /** The text with a replacement character for each that would move the cursor, hide text or obey a terminal. */
    static String of(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "\uFFFD");
    }
}
