package io.aegate.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text that users or file names supply, made harmless and legible where it is shown. */
final class Escaped {

    // Controls, formats (which reorder or hide text), lone surrogates, and the separators that begin a line.
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]");
    private static final Pattern NOT_XML =
            Pattern.compile("[^\\t\\n\\r\\u0020-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");
    private static final Pattern MARKDOWN_SYNTAX = Pattern.compile("[\\\\`*_{}\\[\\]()<>#+!|~&@$:]");
    private static final Pattern COMMAND_START = Pattern.compile("^(\\s*):(?=:)");
    private static final Pattern COMMAND_MARK = Pattern.compile("#(?=#)");
    private static final Pattern BACKTICKS = Pattern.compile("`+");

    private Escaped() {}

    /** On one line: what cannot be printed shows as Java would write it, such as {@code \n}. */
    static String terminal(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(visible(match.group())));
    }

    /**
     * A whole line of a log: as {@link #terminal}, and no command to the CI service that reads it.
     *
     * <p>GitHub obeys lines that begin with {@code ::}, after spaces too; it, Azure and TeamCity obey {@code ##[}, {@code ##vso[}
     * and {@code ##teamcity[} anywhere.
     */
    static String logLine(String text) {
        String marked = COMMAND_MARK.matcher(terminal(text)).replaceAll("# ");
        return COMMAND_START.matcher(marked).replaceFirst("$1: ");
    }

    /** Plain words in Markdown, also within a table. */
    static String markdown(String text) {
        return MARKDOWN_SYNTAX.matcher(terminal(text)).replaceAll(match -> switch (match.group()) {
            case "<" -> "&lt;";
            case ">" -> "&gt;";
            case "&" -> "&amp;";
            // A backslash stops neither a mention nor a link.
            case "@" -> "&#64;";
            case ":" -> "&#58;";
            default -> Matcher.quoteReplacement("\\" + match.group());
        });
    }

    /** Code in a table of Markdown, whose rows are cut at every bar that has no backslash, even within code. */
    static String markdownCode(String text) {
        String line = terminal(text).replace("|", "\\|");
        int longest = BACKTICKS
                .matcher(line)
                .results()
                .mapToInt(run -> run.group().length())
                .max()
                .orElse(0);
        String fence = "`".repeat(longest + 1);
        String space = longest > 0 || line.isBlank() ? " " : "";
        return fence + space + line + space + fence;
    }

    /** Without the characters that XML 1.0 cannot hold; {@code javax.xml.stream} escapes the rest. */
    static String xml(String text) {
        return NOT_XML.matcher(text).replaceAll("");
    }

    private static String visible(String character) {
        return switch (character) {
            case "\n" -> "\\n";
            case "\r" -> "\\r";
            case "\t" -> "\\t";
            default ->
                character.codePointAt(0) > 0xFFFF
                        ? String.format("\\u{%x}", character.codePointAt(0))
                        : String.format("\\u%04x", character.codePointAt(0));
        };
    }
}
