package io.aegate.checkpoint;

import io.aegate.image.RefusedInputException;
import io.aegate.network.Device;
import io.aegate.network.TorchModule;
import java.nio.file.Path;
import java.util.List;

/**
 * A TorchScript file with {@code encode} and {@code decode}, or else with {@code forward}, each taking and giving
 * {@code batch × 3 × height × width} floats. Of a method that returns a tuple, such as reconstruction, mean and log-variance, the first
 * tensor is taken. Half precision is converted.
 *
 * <p>The file is a program: measuring it means to run it.
 *
 * @param file the archive
 * @param range of the pixels that it takes and gives
 * @param latent what its {@code encode} returns
 */
public record TorchScriptCheckpoint(Path file, Range range, Latent latent) implements Checkpoint {

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public Autoencoder open(Device device) {
        TorchModule module = TorchModule.load(file, device);
        boolean halves = module.has("encode") && module.has("decode");
        if (!halves && (latent == Latent.MOMENTS || !module.has("forward"))) {
            module.close();
            throw new RefusedInputException(file.getFileName()
                    + (latent == Latent.MOMENTS
                            ? " has no encode and decode, but latent is moments; drop the setting, or export both methods."
                            : " has neither encode and decode nor forward, so there is nothing to reconstruct with;"
                                    + " export a module with forward(x), or with encode(x) and decode(z)."));
        }
        return new ModuleAutoencoder(file.getFileName().toString(), module, range, latent, halves);
    }
}
