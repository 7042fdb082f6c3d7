package com.example.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenesTest {

    @ParameterizedTest
    @CsvSource({
        "0, cf7d58e030aad5bd2ceca53ee701374dcacb82f509f43d14390e32ca1765e717",
        "1, eb63101c54962c504f78be8db6770c7ea5d33f24ca5f60dd55ed9c0c7bb5a00e",
        "2, 760d50e3159a14645c86f6130ce34aa595d58ae899d5f35ec363c2e466307524",
        "3, deb4c52fcf100a809b8786ba562bf95e223270df24268aaa5f8fa54a6031d766",
        "17, 55f35ee9d7dac558b6dcd999b9902f8cfd81a3adc5efb55cbec8a157d97d7c1c",
        "63, ee07c46ff9d0c984675b13e76fcf1f6606c9b8455e4fce6c4aa59f74b8c70607"
    })
    void an_image_has_the_same_pixels_on_every_machine(int index, String expected) {
        assertThat(hash(Scenes.EVALUATION.render(index))).isEqualTo(expected);
    }

    @Test
    void no_two_images_of_the_evaluation_are_equal() {
        List<String> hashes = IntStream.range(0, Scenes.EVALUATION_IMAGES)
                .mapToObj(index -> hash(Scenes.EVALUATION.render(index)))
                .toList();

        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void another_seed_gives_other_images() {
        assertThat(hash(new Scenes(1).render(5))).isNotEqualTo(hash(new Scenes(2).render(5)));
    }

    @Test
    void the_evaluation_has_sixteen_images_of_each_family() {
        List<String> names = IntStream.range(0, Scenes.EVALUATION_IMAGES)
                .mapToObj(Scenes::name)
                .toList();

        assertThat(names)
                .doesNotHaveDuplicates()
                .startsWith("shapes/000", "lines/000", "text/000", "texture/000", "shapes/001")
                .endsWith("texture/015");
        for (Scenes.Family family : Scenes.Family.values()) {
            assertThat(names.stream().filter(name -> name.startsWith(family.slice() + "/")))
                    .hasSize(16);
        }
    }

    private static String hash(Picture picture) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(picture.rgb()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
