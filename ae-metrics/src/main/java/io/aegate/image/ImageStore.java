package io.aegate.image;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Where the images of a set lie; safe for use by several threads. */
sealed interface ImageStore extends Closeable permits FolderStore, NpzStore {

    /** The images' names, in the order of the set. */
    List<String> names();

    /** What a message calls an image, so that the user finds it. */
    String label(int index);

    String hash(int index) throws IOException;

    /**
     * Checks all of an image without decoding it, unless it may be transparent.
     *
     * @param sha256 the hash that the image had when the set was opened
     */
    ImageHeader inspect(int index, String sha256, boolean convert) throws DefectException, IOException;

    RgbImage read(int index, String sha256, boolean convert) throws DefectException, IOException;

    /** What was found beside the images and left out. */
    List<String> leftOut();
}
