package io.aegate.junit;

import io.aegate.TestImages;
import io.aegate.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Images, and the properties by which the examples find them. */
abstract class ExampleRuns {

    static final int SIDE = 192;

    @TempDir
    static Path images;

    @TempDir
    Path output;

    final Map<String, String> properties = new TreeMap<>();

    @BeforeAll
    static void makeImages() throws IOException {
        for (int i = 0; i < 3; i++) {
            RgbImage image = TestImages.noise(i, SIDE, SIDE);
            TestImages.write(images.resolve("in/" + i + ".png"), image);
            for (Path out : List.of(images.resolve("out"), Path.of(Examples.OUT))) {
                TestImages.write(out.resolve(i + ".png"), TestImages.disturbed(image, i + 10));
            }
        }
        Files.writeString(images.resolve("slices.csv"), "image,slice\n0,dark\n1,dark\n2,light\n");
    }

    @BeforeEach
    void sayWhereTheyAre() {
        properties.put("ae-gate.references", images.resolve("in").toString());
        properties.put("ae-gate.reconstructions", images.resolve("out").toString());
        properties.put("ae-gate.outputDirectory", output.toString());
    }
}
