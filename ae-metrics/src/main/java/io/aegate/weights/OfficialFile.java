package io.aegate.weights;

import java.net.URI;
import java.util.Optional;

/** A weight file as its makers publish it. */
public interface OfficialFile {

    /** The name by which the file is looked up, and under which it is kept. */
    String fileName();

    /** Where its makers publish it. */
    URI address();

    /** Bytes, some rounded to the published mebibytes. */
    long size();

    /** SHA-256 in lower-case hexadecimal. */
    String sha256();

    /** Its licence as an SPDX identifier, or in a few words. */
    String licence();

    /** What the licence forbids, for example {@code "any commercial use"}; users have to accept that before the file is used. */
    default Optional<String> forbids() {
        return Optional.empty();
    }
}
