package io.aegate.checkpoint;

import io.aegate.image.RefusedInputException;
import java.util.Locale;

/** What a checkpoint's {@code encode} returns, and so what is handed to {@code decode}. */
public enum Latent {
    /** The latent itself. */
    TENSOR,
    /** Mean and log-variance of the posterior, stacked over channels: the mean, its mode, is decoded. */
    MOMENTS;

    /**
     * The reading that a setting names: {@code tensor} or {@code moments}.
     *
     * @throws RefusedInputException for anything else
     */
    public static Latent parse(String setting) {
        return switch (setting.strip().toLowerCase(Locale.ROOT)) {
            case "tensor" -> TENSOR;
            case "moments" -> MOMENTS;
            default ->
                throw new RefusedInputException("latent is '" + setting
                        + "'; use tensor (encode returns the latent) or moments (it returns mean and log-variance).");
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
