package io.aegate.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {

    private static final String CONVERT_16 = "16 bits a channel, allowed only with convert=true";
    private static final String TRANSPARENT = "transparency, where only opaque images are allowed";
    private static final RgbImage IMAGE = OddImages.noise(23, 17);

    private static RgbImage read(byte[] file) throws DefectException {
        ImageFile.inspect(file, false);
        return ImageFile.read(file, false);
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> ImageFile.inspect(file, false))
                .isInstanceOf(DefectException.class)
                .hasMessage(reason);
    }

    /** Blue first, as OpenCV's encoders take pixels. */
    private static byte[] bgr(RgbImage image, int... alpha) {
        int channels = alpha.length == 0 ? 3 : 4;
        byte[] samples = new byte[image.width() * image.height() * channels];
        for (int from = 0, to = 0; to < samples.length; from += 3, to += channels) {
            samples[to] = image.pixels()[from + 2];
            samples[to + 1] = image.pixels()[from + 1];
            samples[to + 2] = image.pixels()[from];
            if (channels == 4) {
                samples[to + 3] = (byte) alpha[0];
            }
        }
        return samples;
    }

    private static byte[] encoded(String extension, int... parameters) {
        return OddImages.encoded(extension, IMAGE.width(), IMAGE.height(), bgr(IMAGE), parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {".png", ".bmp", ".tiff", ".webp"})
    void pixels_survive_every_lossless_format(String extension) throws DefectException {
        int[] parameters = extension.equals(".webp") ? new int[] {IMWRITE_WEBP_QUALITY, 101} : new int[0];

        assertThat(read(encoded(extension, parameters))).isEqualTo(IMAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8, 32773, 32946})
    void every_allowed_compression_of_tiff_is_read(int compression) throws DefectException {
        assertThat(read(encoded(".tiff", IMWRITE_TIFF_COMPRESSION, compression)))
                .isEqualTo(IMAGE);
    }

    @Test
    void grey_is_replicated() throws DefectException {
        byte[] file = OddImages.png(2, 1, 8, 0, new byte[] {7, (byte) 200});

        assertThat(read(file).pixels()).containsExactly(7, 7, 7, 200, 200, 200);
    }

    @Test
    void grey_of_few_bits_spreads_over_all_levels() throws DefectException {
        byte[] file = OddImages.png(4, 1, 2, 0, new byte[] {0b00_01_10_11});

        assertThat(read(file).pixels()).containsExactly(0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255);
    }

    @Test
    void a_palette_is_looked_up() throws DefectException {
        byte[] palette = OddImages.chunk("PLTE", new byte[] {1, 2, 3, 40, 50, 60});

        assertThat(read(OddImages.png(2, 1, 8, 3, new byte[] {1, 0}, palette)).pixels())
                .containsExactly(40, 50, 60, 1, 2, 3);
    }

    @Test
    void the_format_is_told_by_content() throws DefectException {
        assertThat(read(OddImages.photo("astronaut_ref")).size()).isEqualTo("256x256");
        assertRefused("not an image".getBytes(StandardCharsets.UTF_8), "neither PNG, JPEG, WebP, BMP nor TIFF");
        assertRefused(new byte[0], "empty");
    }

    @Test
    void a_git_lfs_pointer_is_refused_with_the_remedy() {
        assertRefused(OddImages.LFS_POINTER, "a Git LFS pointer, which `git lfs pull` replaces by the image");
    }

    @Test
    void opaque_alpha_is_dropped() throws DefectException {
        assertThat(read(OddImages.encoded(".png", 23, 17, bgr(IMAGE, 255)))).isEqualTo(IMAGE);
        RgbImage white = new RgbImage(4, 3, bytes(36, 255));
        assertThat(read(OddImages.tiff(white, 256, 3, 277, 4, 338, 2)).pixels()).isEqualTo(bytes(27, 255));
        assertThat(read(OddImages.encoded(".bmp", 23, 17, bgr(IMAGE, 255)))).isEqualTo(IMAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {".png", ".webp", ".bmp"})
    void transparency_is_refused_even_with_convert(String extension) {
        byte[] samples = bgr(IMAGE, 255);
        samples[samples.length - 1] = (byte) 254;
        byte[] file = OddImages.encoded(extension, 23, 17, samples);

        assertRefused(file, TRANSPARENT);
        assertThatThrownBy(() -> ImageFile.read(file, true))
                .isInstanceOf(DefectException.class)
                .hasMessage(TRANSPARENT);
    }

    @Test
    void a_transparent_tiff_is_refused() {
        RgbImage grey = new RgbImage(4, 3, bytes(36, 254));

        assertRefused(OddImages.tiff(grey, 256, 3, 277, 4, 338, 2), TRANSPARENT);
        assertRefused(OddImages.tiff(grey, 256, 6, 262, 1, 277, 2, 338, 2), TRANSPARENT);
        assertRefused(OddImages.tiff(grey, 256, 3, 277, 4), "an unusual TIFF, to be saved as PNG");
    }

    private static byte[] bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void a_transparent_palette_entry_is_refused_only_where_it_is_used() throws DefectException {
        byte[] palette = OddImages.chunk("PLTE", new byte[] {1, 2, 3, 40, 50, 60});
        byte[] transparency = OddImages.chunk("tRNS", new byte[] {(byte) 255, 0});

        assertThat(read(OddImages.png(2, 1, 8, 3, new byte[] {0, 0}, palette, transparency))
                        .size())
                .isEqualTo("2x1");
        assertRefused(OddImages.png(2, 1, 8, 3, new byte[] {0, 1}, palette, transparency), TRANSPARENT);
    }

    @Test
    void a_transparent_grey_level_is_refused() {
        byte[] transparency = OddImages.chunk("tRNS", new byte[] {0, 7});

        assertRefused(OddImages.png(2, 1, 8, 0, new byte[] {7, 8}, transparency), TRANSPARENT);
    }

    @Test
    void sixteen_bits_are_refused_unless_they_are_converted() throws DefectException {
        byte[] samples = {0, 0, 0, (byte) 128, 0, (byte) 129, (byte) 255, (byte) 255};
        byte[] file = OddImages.png(4, 1, 16, 0, samples);

        assertRefused(file, CONVERT_16);
        // round(v · 255 / 65535): 128 / 257 = 0.498 and 129 / 257 = 0.502.
        assertThat(ImageFile.read(file, true).pixels()).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 255, 255, 255);
    }

    @Test
    void sixteen_bit_tiff_is_refused_unless_it_is_converted() throws DefectException {
        RgbImage halved = OddImages.noise(4, 3);
        byte[] file = OddImages.tiff(halved, 257, 3, 256, 2, 258, 16, 278, 3);

        assertRefused(file, CONVERT_16);
        assertThat(ImageFile.read(file, true).size()).isEqualTo("2x3");
    }

    @Test
    void cmyk_is_refused_unless_it_is_converted_as_pillow_does() throws Exception {
        byte[] file = cmykJpeg(100, 100, 100, 200);

        assertRefused(file, "CMYK, allowed only with convert=true");
        // Stored inverted: red = k − round((255 − c) · k / 255) = 200 − round(155 · 200 / 255) = 78.
        assertThat(ImageFile.read(file, true).pixels()).containsOnly(78);
    }

    private static byte[] cmykJpeg(int... inks) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, 4, null);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                raster.setPixel(x, y, inks);
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x411111, 0x221111, 0x211111, 0x121111, 0x111111})
    void jpeg_data_is_followed_to_its_end_whatever_its_sampling(int sampling) throws DefectException {
        for (int progressive = 0; progressive <= 1; progressive++) {
            for (int restart : new int[] {0, 1, 3}) {
                byte[] file = encoded(
                        ".jpg",
                        IMWRITE_JPEG_SAMPLING_FACTOR,
                        sampling,
                        IMWRITE_JPEG_PROGRESSIVE,
                        progressive,
                        IMWRITE_JPEG_RST_INTERVAL,
                        restart,
                        IMWRITE_JPEG_QUALITY,
                        90);
                assertThat(read(file).size()).isEqualTo("23x17");
            }
        }
    }

    @Test
    void grey_jpeg_is_read() throws IOException, DefectException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_BYTE_GRAY), "jpeg", out);

        assertThat(read(out.toByteArray()).pixels()).containsOnly(0);
    }

    static Stream<byte[]> images() {
        return Stream.of(
                OddImages.photo("camera_ref"),
                encoded(".jpg"),
                encoded(".jpg", IMWRITE_JPEG_PROGRESSIVE, 1),
                encoded(".webp", IMWRITE_WEBP_QUALITY, 90),
                encoded(".webp", IMWRITE_WEBP_QUALITY, 101),
                encoded(".bmp"),
                encoded(".tiff"));
    }

    @ParameterizedTest
    @MethodSource("images")
    void a_truncated_image_is_refused(byte[] file) {
        for (int length : new int[] {file.length / 2, file.length - 30, file.length - 3, file.length - 2}) {
            assertRefused(Arrays.copyOf(file, length), "truncated");
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void broken_bytes_never_cause_anything_but_a_refusal(byte[] file) {
        Random random = new Random(1);
        long refused = IntStream.range(0, 300)
                .filter(round -> {
                    byte[] broken = file.clone();
                    for (int i = 0; i < 8; i++) {
                        broken[random.nextInt(Math.min(file.length, 400))] = (byte) random.nextInt();
                    }
                    try {
                        ImageFormat format = ImageFormat.of(broken).orElse(ImageFormat.PNG);
                        format.header(broken);
                        format.checkData(broken);
                        return false;
                    } catch (DefectException e) {
                        return true;
                    }
                })
                .count();

        assertThat(refused).isPositive();
    }

    @Test
    void a_png_with_a_flipped_byte_is_refused() {
        byte[] file = OddImages.photo("astronaut_ref");
        file[file.length / 2] ^= 1;

        assertRefused(file, "damaged");
    }

    @Test
    void a_png_whose_data_is_short_or_long_is_refused() {
        for (int length : new int[] {12, 16}) {
            byte[] data = OddImages.chunk("IDAT", OddImages.deflated(new byte[length]));
            assertRefused(OddImages.pngOf(2, 2, 8, 2, data), "damaged");
        }
    }

    @Test
    void an_interlaced_png_is_measured_by_its_passes() throws IOException, DefectException {
        BufferedImage image = new BufferedImage(23, 17, BufferedImage.TYPE_INT_RGB);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }

        assertThat(out.toByteArray()[28]).as("interlace method").isEqualTo((byte) 1);
        assertThat(read(out.toByteArray()).size()).isEqualTo("23x17");
    }

    @Test
    void a_jpeg_with_a_hole_is_refused() {
        byte[] file = encoded(".jpg", IMWRITE_JPEG_QUALITY, 100);
        Arrays.fill(file, file.length / 2, file.length - 40, (byte) 0);

        assertRefused(file, "damaged");
    }

    @Test
    void a_truncated_jpeg_that_was_given_an_end_is_refused() {
        byte[] file = encoded(".jpg", IMWRITE_JPEG_QUALITY, 100);
        byte[] cut = Arrays.copyOf(file, file.length * 3 / 4);
        cut[cut.length - 2] = (byte) 0xff;
        cut[cut.length - 1] = (byte) 0xd9;

        assertRefused(cut, "truncated");
    }

    @Test
    void a_lossless_jpeg_is_refused() {
        byte[] file = encoded(".jpg");
        for (int i = 0; i < file.length - 1; i++) {
            if (file[i] == -1 && file[i + 1] == (byte) 0xc0) {
                file[i + 1] = (byte) 0xc3;
                break;
            }
        }

        assertRefused(file, "a lossless, hierarchical or arithmetic-coded JPEG, to be saved as PNG");
    }

    @Test
    void animations_are_refused() {
        byte[] control = OddImages.chunk("acTL", new byte[8]);
        assertRefused(OddImages.png(1, 1, 8, 0, new byte[1], control), "animated, where only still images are allowed");

        byte[] still = encoded(".webp");
        byte[] extended = "VP8X\n\0\0\0\2\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] animated =
                OddImages.concat(Arrays.copyOf(still, 12), extended, Arrays.copyOfRange(still, 12, still.length));
        animated[4] += (byte) extended.length;
        assertRefused(animated, "animated, where only still images are allowed");
    }

    @Test
    void too_many_pixels_are_refused_before_anything_is_allocated_for_them() {
        byte[] data = OddImages.chunk("IDAT", OddImages.deflated(new byte[4]));

        assertRefused(OddImages.pngOf(8192, 8193, 8, 2, data), "more than 2^26 pixels");
        assertRefused(OddImages.pngOf(Integer.MAX_VALUE, 1, 8, 2, data), "more than 2^26 pixels");
    }

    @Test
    void tiffs_that_hold_no_plain_8_bit_page_are_refused() {
        assertRefused(OddImages.tiff(IMAGE, 339, 3), "float samples, where 8-bit integers are allowed");
        assertRefused(OddImages.tiff(IMAGE, 339, 2), "signed samples, where unsigned ones are allowed");
        assertRefused(OddImages.tiff(IMAGE, 258, 32), "32 bits a sample, where 8 are allowed");
        assertRefused(OddImages.tiff(IMAGE, 262, 8), "an unusual TIFF, to be saved as PNG");
        assertRefused(OddImages.tiff(IMAGE, 259, 7), "an unusual TIFF, to be saved as PNG");
        assertRefused(OddImages.tiff(IMAGE, 273, 1000), "truncated");

        byte[] pages = OddImages.tiff(IMAGE);
        pages[pages.length - 4] = 8;
        assertRefused(pages, "several pages, where one is allowed");
    }

    @Test
    void a_tiff_whose_codes_lead_nowhere_is_refused() {
        byte[] file = encoded(".tiff", IMWRITE_TIFF_COMPRESSION, 5);
        Arrays.fill(file, 100, 140, (byte) 0xff);

        assertRefused(file, "damaged");
    }

    @Test
    void an_orientation_is_noted_and_ignored() throws DefectException {
        byte[] exif = OddImages.turningExif();
        byte[] png = OddImages.png(23, 17, 8, 2, IMAGE.pixels(), OddImages.chunk("eXIf", exif));
        byte[] tiff = OddImages.tiff(IMAGE, 274, 6);
        byte[] plain = encoded(".jpg");
        byte[] app1 = ByteBuffer.allocate(exif.length + 10)
                .putShort((short) 0xffe1)
                .putShort((short) (exif.length + 8))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(exif)
                .array();
        byte[] jpeg = OddImages.concat(Arrays.copyOf(plain, 2), app1, Arrays.copyOfRange(plain, 2, plain.length));

        assertThat(ImageFile.inspect(png, false).turned()).isTrue();
        assertThat(read(png)).isEqualTo(IMAGE);
        assertThat(ImageFile.inspect(tiff, false).turned()).isTrue();
        assertThat(read(tiff)).isEqualTo(IMAGE);
        assertThat(ImageFile.inspect(jpeg, false).turned()).isTrue();
        assertThat(read(jpeg)).isEqualTo(read(plain));
        assertThat(ImageFile.inspect(plain, false).turned()).isFalse();
    }
}
