package io.aegate.image;

import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/** OpenCV as it is found on the class path: loaded once, where a library that is missing shows what it is. */
final class OpenCv {

    private static final Optional<LinkageError> MISSING = load();

    private OpenCv() {}

    private static Optional<LinkageError> load() {
        // JavaCPP's own limits count networks, too, and read the memory of the whole process at every allocation;
        // here all native memory is released before a method returns.
        setUnlessSet("org.bytedeco.javacpp.maxBytes");
        setUnlessSet("org.bytedeco.javacpp.maxPhysicalBytes");
        try {
            Loader.load(opencv_imgcodecs.class);
            Loader.load(opencv_imgproc.class);
            // Images are worked on by several threads of ours, one each.
            opencv_core.setNumThreads(1);
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of(e);
        }
    }

    private static void setUnlessSet(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "0");
        }
    }

    /**
     * Makes sure that OpenCV can be called.
     *
     * @throws RefusedInputException if its natives for this system are not on the class path
     */
    static void require() {
        MISSING.ifPresent(cause -> {
            throw new RefusedInputException(
                    "The natives of OpenCV for " + System.getProperty("os.name") + " (" + System.getProperty("os.arch")
                            + ") are not on the class path; ae-gate-junit brings them where Maven resolves it, so leave them in, or"
                            + " add org.bytedeco:opencv, openblas and javacpp with your system's classifier.",
                    cause);
        });
    }
}
