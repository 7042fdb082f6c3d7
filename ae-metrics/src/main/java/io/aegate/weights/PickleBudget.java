package io.aegate.weights;

/**
 * Bounds the work and the memory that reading a file's pickles takes.
 *
 * <p>A step is an opcode or the copy of one item, and makes at most one small object; a tensor takes about 35.
 */
final class PickleBudget {

    static final int STEPS = 2_000_000;

    /** A pickle is read no further. */
    static final long BYTES = 64L << 20;

    private final WeightFile file;
    private int left = STEPS;

    PickleBudget(WeightFile file) {
        this.file = file;
    }

    void spend(int steps, long position) {
        if (steps > left) {
            throw file.refused(
                    "takes more than " + STEPS + " steps to read, at byte " + position
                            + ": that is more than any state dict needs; export it again with torch.save(model.state_dict(), ...).");
        }
        left -= steps;
    }
}
