package io.aegate.network;

import java.nio.file.Path;

/** A TorchScript file as a network that looks at images: its {@code forward} takes them and gives a tensor. It is code: loading one means to trust it. */
public final class ScriptNetwork {

    private ScriptNetwork() {}

    /**
     * Loads the file.
     *
     * @throws io.aegate.image.RefusedInputException if it cannot be loaded, or the device is not there
     */
    public static ImageNetwork open(Path file, Device device) {
        return new ProgramNetwork(
                TorchModule.load(file, device), device.isCuda(), String.valueOf(file.getFileName()), "forward");
    }
}
