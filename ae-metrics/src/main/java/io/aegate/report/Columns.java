package io.aegate.report;

import java.util.ArrayList;
import java.util.List;

/** Text in columns of a terminal, counted in code points. */
final class Columns {

    private static final String CUT = "...";

    private Columns() {}

    static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    static int widest(List<String> texts) {
        return texts.stream().mapToInt(Columns::width).max().orElse(0);
    }

    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /** The text, or as much of its end as fits: what tells paths apart. */
    static String keepEnd(String text, int width) {
        return width(text) <= width ? text : CUT + last(text, width - CUT.length());
    }

    /** The text, or as much of both ends as fits: a budget's quantity and bound. */
    static String keepEnds(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        int end = (width - CUT.length()) / 2;
        int start = width - CUT.length() - end;
        return text.substring(0, text.offsetByCodePoints(0, start)) + CUT + last(text, end);
    }

    /** Lines of at most that width, cut at spaces; a word that is wider stands alone on a line and is not cut. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && width(line.toString()) + 1 + width(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String last(String text, int width) {
        return text.substring(text.offsetByCodePoints(text.length(), -width));
    }
}
