package io.aegate.image;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what a user may have meant by an unknown name. */
public final class NearestNames {

    private static final int NAMED = 3;

    private NearestNames() {}

    /** The end of a message on an unknown name: the nearest known names, or all where none is near. */
    public static String hint(String unknown, Collection<String> known) {
        String folded = fold(unknown);
        int near = Math.max(2, folded.length() / 3);
        List<String> nearest = known.stream()
                .filter(name -> distance(folded, fold(name)) <= near
                        || (folded.length() > 2 && fold(name).contains(folded)))
                .sorted(Comparator.comparingInt((String name) -> distance(folded, fold(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(NAMED)
                .toList();
        if (nearest.isEmpty()) {
            return "known are " + RefusedInputException.named(known);
        }
        return (nearest.size() == 1 ? "the nearest is " : "the nearest are ") + String.join(", ", nearest);
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a name looks like another one misspelt. */
    public static boolean looksLikeOneOf(String name, Collection<String> known) {
        return known.stream().anyMatch(other -> distance(fold(name), fold(other)) <= 2);
    }

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours cost 1. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int substituted = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(substituted, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
