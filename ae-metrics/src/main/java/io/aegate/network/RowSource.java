package io.aegate.network;

import java.nio.ByteBuffer;

/** Rows of floats that are read block by block, so that a set of any size takes bounded memory. */
public interface RowSource {

    /** How many rows. */
    int count();

    /** Floats a row. */
    int width();

    /**
     * Writes some rows, one after the other.
     *
     * @param from the first of them
     * @param rows how many
     * @param target of native order; filled from its position on, which moves behind them
     */
    void read(int from, int rows, ByteBuffer target);
}
