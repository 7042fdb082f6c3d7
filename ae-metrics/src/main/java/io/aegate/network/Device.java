package io.aegate.network;

import io.aegate.image.RefusedInputException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where networks and kernels run: {@code cpu}, or the CUDA device {@code cuda:N}.
 *
 * @param index −1 for the CPU, otherwise the number of the CUDA device
 */
public record Device(int index) {

    public static final Device CPU = new Device(-1);

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    /**
     * The device that a setting names.
     *
     * @throws RefusedInputException for anything but {@code cpu}, {@code cuda} and {@code cuda:N}; {@code auto} is resolved by whoever
     *     starts the engine, because the natives differ
     */
    public static Device parse(String setting) {
        String name = setting.trim().toLowerCase(Locale.ROOT);
        if (name.equals("cpu")) {
            return CPU;
        }
        if (name.equals("auto")) {
            throw new RefusedInputException(
                    "device is 'auto', which the Maven plugin resolves by asking the driver; set cpu, cuda or cuda:N here.");
        }
        Matcher cuda = CUDA.matcher(name);
        if (!cuda.matches()) {
            throw new RefusedInputException("device is '" + setting + "'; use cpu, cuda, cuda:N or auto.");
        }
        return new Device(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
    }

    public boolean isCuda() {
        return index >= 0;
    }

    ai.djl.Device toDjl() {
        return isCuda() ? ai.djl.Device.gpu(index) : ai.djl.Device.cpu();
    }

    @Override
    public String toString() {
        return isCuda() ? "cuda:" + index : "cpu";
    }
}
