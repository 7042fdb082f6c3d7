package io.aegate.checkpoint;

import io.aegate.network.Device;
import java.nio.file.Path;
import java.util.List;

/**
 * The thing under test, as data: which files, and how they are to be read.
 *
 * <p>A folder of reconstructions is no checkpoint: it enters as the second half of the pairs, and nothing needs to be run.
 */
public sealed interface Checkpoint permits TorchScriptCheckpoint, TaesdCheckpoint {

    /** The files that decide what it computes, in a fixed order. */
    List<Path> files();

    /**
     * Makes it ready to reconstruct.
     *
     * @throws io.aegate.image.RefusedInputException if a file is missing, damaged or not what it is said to be
     */
    Autoencoder open(Device device);
}
