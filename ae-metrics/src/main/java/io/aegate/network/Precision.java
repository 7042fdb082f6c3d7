package io.aegate.network;

import io.aegate.image.RefusedInputException;
import java.util.Locale;

/** The numbers that networks calculate in. Values of one precision are not those of the other. */
public enum Precision {
    /** 32-bit floats. */
    FP32,
    /** bfloat16, 8 bits of significand: several times as fast where the processor has it, and less exact. */
    BF16;

    /**
     * The precision that a setting names.
     *
     * @throws RefusedInputException for anything but {@code fp32} and {@code bf16}
     */
    public static Precision parse(String setting) {
        return switch (setting.strip().toLowerCase(Locale.ROOT)) {
            case "fp32" -> FP32;
            case "bf16" -> BF16;
            default ->
                throw new RefusedInputException("precision is '" + setting
                        + "'; use fp32, which published numbers are in, or bf16, which is faster.");
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
