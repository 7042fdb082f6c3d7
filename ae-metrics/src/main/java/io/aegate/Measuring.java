package io.aegate;

import io.aegate.evaluation.Measurements;

/**
 * How a front end gets the measurements of a gate.
 *
 * @param <E> what it may fail of
 */
@FunctionalInterface
public interface Measuring<E extends Exception> {
    Measurements of(AeGate gate) throws E;
}
