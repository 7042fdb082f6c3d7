package io.aegate.weights;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A weight file as its makers publish it. */
public interface OfficialFile {

    /** The name by which the file is looked up, and under which it is kept. */
    String fileName();

    /** Where its makers publish it, or the archive that it is a member of. */
    URI address();

    /** Whether that is a zip archive that has the file as a member of its name, in whatever folder. */
    default boolean isMember() {
        return false;
    }

    /** Other registered files that are members of the same archive. */
    default List<OfficialFile> companions() {
        return List.of();
    }

    /** Bytes, some rounded to the published mebibytes. */
    long size();

    /** SHA-256 in lower-case hexadecimal; empty if none is published, so that nothing can tell whether a file is the official one. */
    Optional<String> sha256();

    /** Its licence as an SPDX identifier, or in a few words. */
    String licence();

    /** What the licence forbids, for example {@code "any commercial use"}; users have to accept that before the file is used. */
    default Optional<String> forbids() {
        return Optional.empty();
    }
}
