package io.aegate.checkpoint;

import io.aegate.image.RefusedInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The range of pixels that a checkpoint takes and gives. */
public enum Range {
    ZERO_TO_ONE("[0,1]"),
    MINUS_ONE_TO_ONE("[-1,1]");

    private final String text;

    Range(String text) {
        this.text = text;
    }

    /**
     * The range that a setting names: {@code [0,1]} or {@code [-1,1]}, spaces and brackets as one likes.
     *
     * @throws RefusedInputException for anything else
     */
    public static Range parse(String setting) {
        String bare = bare(setting);
        return Arrays.stream(values())
                .filter(range -> bare(range.text).equals(bare))
                .findFirst()
                .orElseThrow(() -> new RefusedInputException("range is '" + setting + "'; use "
                        + Arrays.stream(values()).map(Range::toString).collect(Collectors.joining(" or ")) + "."));
    }

    private static String bare(String setting) {
        return setting.replaceAll("[\\[\\]\\s]", "");
    }

    @Override
    public String toString() {
        return text;
    }
}
