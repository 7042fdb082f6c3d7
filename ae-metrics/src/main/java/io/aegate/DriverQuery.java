package io.aegate;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Asks the NVIDIA driver for its devices, because the natives for CUDA are chosen before anything native is loaded. */
public final class DriverQuery {

    private static final int SECONDS = 10;

    private DriverQuery() {}

    /** The device itself, or for {@code auto} the first CUDA device if the driver shows one, otherwise the CPU. */
    public static String resolve(String device) {
        if (!device.strip().toLowerCase(Locale.ROOT).equals("auto")) {
            return device;
        }
        return Answer.SHOWS_DEVICE ? "cuda:0" : "cpu";
    }

    /** Asked once, so that all gates of a process run in one place. */
    private static final class Answer {
        static final boolean SHOWS_DEVICE = driverShowsDevice();
    }

    private static boolean driverShowsDevice() {
        try {
            Process query = new ProcessBuilder("nvidia-smi", "-L")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return query.waitFor(SECONDS, TimeUnit.SECONDS) && query.exitValue() == 0;
            } finally {
                query.destroyForcibly();
            }
        } catch (IOException e) {
            // No such program, so no driver.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
