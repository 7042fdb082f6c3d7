package io.aegate.weights;

/** Hears how far a download is; called often, by one thread, and should return at once. */
@FunctionalInterface
public interface DownloadProgress {

    /**
     * So much is there.
     *
     * @param done bytes
     * @param total of how many, which the server says, or else the file's published size
     */
    void at(long done, long total);

    /** Another process or thread fetches the same file, and is waited for; called once. */
    default void waiting() {}
}
