package io.aegate.checkpoint;

import io.aegate.image.RgbImage;
import io.aegate.network.Device;
import io.aegate.network.TaesdProgram;
import io.aegate.network.TorchModule;
import io.aegate.weights.StateDict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An autoencoder of the TAESD family from its official weights: two files of tensors, no code.
 *
 * @param encoder the encoder's weights, {@code .pth} or {@code .safetensors}
 * @param decoder the decoder's weights
 */
public record TaesdCheckpoint(Path encoder, Path decoder) implements Checkpoint {

    @Override
    public List<Path> files() {
        return List.of(encoder, decoder);
    }

    @Override
    public Autoencoder open(Device device) {
        TaesdProgram program = TaesdProgram.of(StateDict.read(encoder), StateDict.read(decoder));
        try {
            Path archive = Files.createTempFile("taesd", ".pt");
            try {
                program.write(archive);
                TorchModule module = TorchModule.load(archive, device);
                int lanes = device.isCuda() ? 1 : TorchModule.threads();
                return new Sized(
                        lanes == 1
                                ? autoencoder(module)
                                : new Lanes(lanes, () -> autoencoder(module), () -> TorchModule.setThreads(1)),
                        TaesdProgram.FACTOR);
            } finally {
                Files.delete(archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the program of the TAESD network cannot be written", e);
        }
    }

    private Autoencoder autoencoder(TorchModule module) {
        return new ModuleAutoencoder(
                encoder.getFileName() + " with " + decoder.getFileName(),
                module,
                Range.ZERO_TO_ONE,
                Latent.TENSOR,
                true);
    }

    /** Tells the factor of the network, which a module does not. */
    private record Sized(Autoencoder network, int factor) implements Autoencoder {

        @Override
        public List<float[]> reconstruct(List<RgbImage> images) {
            return network.reconstruct(images);
        }

        @Override
        public int atOnce() {
            return network.atOnce();
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
