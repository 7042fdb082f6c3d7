package io.aegate.weights;

import java.net.URI;

/**
 * What a transfer is to bring.
 *
 * @param file the official file that it is for, by which messages name it
 * @param name under which it is kept
 * @param size about how many bytes it has
 * @param limit the most bytes that it can have
 * @param known what is known of its size, to end a sentence
 */
record Wanted(OfficialFile file, String name, long size, long limit, String known) {

    /** An archive holds more than one file, and nobody publishes how much. */
    static final long LARGEST_ARCHIVE = 512L << 20;

    private static final long SLACK = 1 << 20;
    private static final int SLACK_SHARE = 50;

    /** The file itself; published sizes are rounded. */
    static Wanted alone(OfficialFile file) {
        return new Wanted(
                file,
                file.fileName(),
                file.size(),
                file.size() + file.size() / SLACK_SHARE + SLACK,
                "the official file has " + WeightStore.size(file.size()));
    }

    /** The archive that has the file as a member. */
    static Wanted archiveOf(OfficialFile file) {
        return new Wanted(
                file,
                archiveName(file.address()),
                file.size(),
                LARGEST_ARCHIVE,
                "its archive may have " + WeightStore.size(LARGEST_ARCHIVE));
    }

    private static String archiveName(URI address) {
        return address.getPath().substring(address.getPath().lastIndexOf('/') + 1);
    }
}
