package io.aegate.evaluation;

/** Hears how far an evaluation is; called often, by one thread, and should return at once. */
@FunctionalInterface
public interface Progress {

    /**
     * So much is done.
     *
     * @param phase what is going on, for example {@code "measuring"}
     * @param done how many images are finished
     * @param total of how many; 0 of a phase that counts nothing
     */
    void at(String phase, int done, int total);
}
