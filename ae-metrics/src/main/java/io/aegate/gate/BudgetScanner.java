package io.aegate.gate;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Walks over a budget's text; spaces between tokens do not count. */
final class BudgetScanner {

    // The underscore is in no id; taking it as a letter lets an unknown name be shown whole.
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9._@-]*");
    private static final Pattern NUMBER = Pattern.compile("-?(?:[0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    private static final Pattern ANYTHING = Pattern.compile("[A-Za-z0-9._@-]+|[^A-Za-z0-9._@ -]+|.", Pattern.DOTALL);
    private static final int SHOWN = 24;

    private final String text;
    private int position;

    BudgetScanner(String text) {
        this.text = text;
    }

    /** Where the next token begins. */
    int position() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
        return position;
    }

    void back(int to) {
        position = to;
    }

    boolean atEnd() {
        return position() == text.length();
    }

    boolean take(String symbol) {
        if (!text.startsWith(symbol, position())) {
            return false;
        }
        position += symbol.length();
        return true;
    }

    Optional<String> takeWord() {
        return take(WORD);
    }

    Optional<String> takeNumber() {
        return take(NUMBER);
    }

    boolean takeWords(String first, String second) {
        int start = position();
        if (takeWord().filter(first::equals).isPresent()
                && takeWord().filter(second::equals).isPresent()) {
            return true;
        }
        position = start;
        return false;
    }

    /** The text up to a symbol, without spaces at its ends, and past the symbol; empty if the symbol does not come. */
    Optional<String> takeUntil(char symbol) {
        int start = position();
        int end = text.indexOf(symbol, start);
        if (end < 0) {
            return Optional.empty();
        }
        position = end + 1;
        return Optional.of(text.substring(start, end).strip());
    }

    /** What comes next, for "expected ..., found ...". */
    String found() {
        return foundAt(position());
    }

    /** What stands at a place that was passed already. */
    String foundAt(int place) {
        Matcher next = ANYTHING.matcher(text).region(place, text.length());
        if (!next.lookingAt()) {
            return "the end";
        }
        String token = next.group();
        return "\"" + (token.length() > SHOWN ? token.substring(0, SHOWN) + "..." : token) + "\"";
    }

    private Optional<String> take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(position(), text.length());
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        position = matcher.end();
        return Optional.of(matcher.group());
    }
}
