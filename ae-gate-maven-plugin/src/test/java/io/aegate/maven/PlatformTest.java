package io.aegate.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, LINUX_X86_64, linux-x86_64, linux-x86_64",
        "Linux, aarch64, LINUX_AARCH64, linux-aarch64, linux-arm64",
        "Mac OS X, aarch64, MACOS_AARCH64, osx-aarch64, macosx-arm64",
        "Windows 11, amd64, WINDOWS_X86_64, win-x86_64, windows-x86_64",
        "Windows Server 2022, x86_64, WINDOWS_X86_64, win-x86_64, windows-x86_64"
    })
    void a_system_and_processor_have_their_natives(
            String system, String processor, Platform platform, String pytorch, String opencv) {
        assertThat(Platform.of(system, processor)).isEqualTo(platform);
        assertThat(platform.pytorch()).isEqualTo(pytorch);
        assertThat(platform.opencv()).isEqualTo(opencv);
    }

    @ParameterizedTest
    @CsvSource({"Mac OS X, x86_64", "Linux, riscv64", "Windows 11, aarch64", "SunOS, amd64"})
    void a_system_without_natives_is_refused(String system, String processor) {
        assertThatThrownBy(() -> Platform.of(system, processor))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("There are no native libraries for " + system + " on " + processor
                        + "; run the gate on Linux (x86_64, aarch64), macOS (aarch64) or Windows (x86_64).");
    }

    @Test
    void cuda_is_for_linux_and_windows_on_x86_64() {
        assertThat(Platform.values())
                .filteredOn(Platform::hasCuda)
                .containsExactly(Platform.LINUX_X86_64, Platform.WINDOWS_X86_64);
    }
}
