package io.aegate.maven;

import io.aegate.image.RefusedInputException;
import java.util.Arrays;
import java.util.Locale;

/**
 * An operating system and processor that the native libraries exist for.
 *
 * <p>The classifiers are those of DJL's and bytedeco's artifacts.
 */
enum Platform {
    LINUX_X86_64("linux", "amd64", "linux-x86_64", "linux-x86_64"),
    LINUX_AARCH64("linux", "aarch64", "linux-aarch64", "linux-arm64"),
    MACOS_AARCH64("mac", "aarch64", "osx-aarch64", "macosx-arm64"),
    WINDOWS_X86_64("windows", "amd64", "win-x86_64", "windows-x86_64");

    private final String system;
    private final String processor;
    private final String pytorch;
    private final String opencv;

    Platform(String system, String processor, String pytorch, String opencv) {
        this.system = system;
        this.processor = processor;
        this.pytorch = pytorch;
        this.opencv = opencv;
    }

    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Platform of(String osName, String osArch) {
        String system = osName.toLowerCase(Locale.ROOT);
        String processor = osArch.equals("x86_64") ? "amd64" : osArch;
        return Arrays.stream(values())
                .filter(platform -> system.startsWith(platform.system) && processor.equals(platform.processor))
                .findFirst()
                .orElseThrow(() -> new RefusedInputException("There are no native libraries for " + osName + " on "
                        + osArch + "; run the gate on Linux (x86_64, aarch64), macOS (aarch64) or Windows (x86_64)."));
    }

    String pytorch() {
        return pytorch;
    }

    String opencv() {
        return opencv;
    }

    boolean hasCuda() {
        return this == LINUX_X86_64 || this == WINDOWS_X86_64;
    }
}
