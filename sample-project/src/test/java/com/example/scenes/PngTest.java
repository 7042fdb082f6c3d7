package com.example.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {

    @Test
    void a_file_holds_the_pictures_pixels() throws IOException {
        Picture picture = Scenes.EVALUATION.render(1);

        BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.encode(picture)));

        byte[] rgb = new byte[picture.rgb().length];
        for (int pixel = 0; pixel < rgb.length / 3; pixel++) {
            int colour = read.getRGB(pixel % picture.width(), pixel / picture.width());
            rgb[3 * pixel] = (byte) (colour >> 16);
            rgb[3 * pixel + 1] = (byte) (colour >> 8);
            rgb[3 * pixel + 2] = (byte) colour;
        }
        assertThat(read.getColorModel().getNumComponents()).isEqualTo(3);
        assertThat(rgb).isEqualTo(picture.rgb());
    }

    @Test
    void a_picture_of_another_size_than_its_bytes_is_refused() {
        assertThatThrownBy(() -> new Picture(2, 2, new byte[11]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a picture of 2×2 has 12 bytes, not 11");
    }
}
