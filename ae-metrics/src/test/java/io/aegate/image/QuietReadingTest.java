package io.aegate.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a JVM of its own shows: which classes are loaded, and what native code prints. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class QuietReadingTest {

    @TempDir
    private Path folder;

    /** What the forked JVM does. */
    static final class Reader {

        private Reader() {}

        public static void main(String[] arguments) {
            try (ImageSet set = ImageSet.open(Path.of(arguments[1]))) {
                System.out.println(set.fingerprint());
                if (arguments[0].equals("read")) {
                    set.inspect(false);
                    System.out.println(set.read(0, false).size());
                }
            }
        }
    }

    private String output(String task, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Reader.class.getName(), task));
        command.add(folder.toString());
        Path output = Files.createTempFile("reader", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as("exit code").isZero();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        return text;
    }

    @Test
    void a_broken_colour_profile_is_not_commented_on() throws Exception {
        byte[] profile = OddImages.chunk("iCCP", "icc\0\0not deflated".getBytes(StandardCharsets.US_ASCII));
        RgbImage image = OddImages.noise(8, 8);
        OddImages.write(folder, "a.png", OddImages.png(8, 8, 8, 2, image.pixels(), profile));

        assertThat(output("read").lines().skip(1)).containsExactly("8x8");
    }

    @Test
    void opening_a_set_loads_nothing_native() throws Exception {
        OddImages.write(folder, "a.png", OddImages.png(OddImages.noise(8, 8)));

        assertThat(output("open", "-verbose:class"))
                .contains("io.aegate.image.ImageSet")
                .doesNotContain("org.bytedeco");
    }
}
