package io.aegate.gate;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What budgets compare with.
 *
 * @param usual whether the usual baseline
 * @param anchors which named ones, in order
 */
public record Compared(boolean usual, Set<String> anchors) {

    public Compared {
        anchors = Collections.unmodifiableSet(new TreeSet<>(anchors));
    }
}
