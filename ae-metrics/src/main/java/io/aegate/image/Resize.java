package io.aegate.image;

import io.aegate.image.Resampler.Filter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the images of a set are brought to one size before anything else happens to them.
 *
 * <p>References and reconstructions that come as files are treated alike.
 */
public sealed interface Resize permits Resize.None, Resize.CenterCrop, Resize.Adm, NetworkResize {

    /** Images stay as they are. */
    record None() implements Resize {

        @Override
        public RgbImage apply(RgbImage image) {
            return image;
        }

        @Override
        public ImageSize applyTo(ImageSize size) {
            return size;
        }

        @Override
        public String toString() {
            return "none";
        }
    }

    /**
     * The shorter side goes to {@code size} by Pillow's antialiased bicubic filter on 8 bit and the longer one to
     * {@code int(size · long / short)}; then a square is cut at offset {@code (side − size) / 2}, rounded down.
     *
     * <p>Source: {@code Resize(size, BICUBIC)} of torchvision on a Pillow image.
     */
    record CenterCrop(int size) implements Resize {

        public CenterCrop {
            checkSize(size);
        }

        @Override
        public ImageSize applyTo(ImageSize original) {
            return new ImageSize(size, size);
        }

        @Override
        public RgbImage apply(RgbImage image) {
            int shorter = Math.min(image.width(), image.height());
            int width = (int) ((long) size * image.width() / shorter);
            int height = (int) ((long) size * image.height() / shorter);
            return square(image, width, height, size);
        }

        @Override
        public String toString() {
            return "center-crop:" + size;
        }
    }

    /**
     * Halved by box filter while the shorter side is at least {@code 2 · size}, then scaled by {@code size / shorter} with
     * bicubic to sides rounded half to even, then cut to a square.
     *
     * <p>Source: {@code center_crop_arr} of guided-diffusion (ADM), which latent diffusion models evaluate with.
     */
    record Adm(int size) implements Resize {

        public Adm {
            checkSize(size);
        }

        @Override
        public ImageSize applyTo(ImageSize original) {
            return new ImageSize(size, size);
        }

        @Override
        public RgbImage apply(RgbImage image) {
            RgbImage halved = image;
            while (Math.min(halved.width(), halved.height()) >= 2 * size) {
                halved = Resampler.resize(halved, halved.width() / 2, halved.height() / 2, Filter.BOX);
            }
            double scale = size / (double) Math.min(halved.width(), halved.height());
            int width = (int) Math.rint(halved.width() * scale);
            int height = (int) Math.rint(halved.height() * scale);
            return square(halved, width, height, size);
        }

        @Override
        public String toString() {
            return "adm:" + size;
        }
    }

    /** The largest side that can be asked for. */
    int MAX_SIZE = 8192;

    static Resize none() {
        return new None();
    }

    /**
     * The rule that a specification names: {@code none}, {@code center-crop:N} or {@code adm:N}.
     *
     * @throws RefusedInputException if it is none of these, or N is not from 1 to {@value #MAX_SIZE}
     */
    static Resize parse(String specification) {
        String trimmed = specification.strip();
        if (trimmed.equals("none")) {
            return none();
        }
        Matcher matcher = Pattern.compile("(center-crop|adm):([0-9]{1,9})").matcher(trimmed);
        if (!matcher.matches()) {
            throw new RefusedInputException(
                    "resize is '%s', but it must be none, center-crop:N or adm:N; write for example center-crop:256"
                            .formatted(trimmed));
        }
        int size = Integer.parseInt(matcher.group(2));
        if (size < 1 || size > MAX_SIZE) {
            throw new RefusedInputException(
                    "resize is '%s', but its size must be from 1 to %d; write for example %s:256"
                            .formatted(trimmed, MAX_SIZE, matcher.group(1)));
        }
        return matcher.group(1).equals("adm") ? new Adm(size) : new CenterCrop(size);
    }

    /** The image as the rule wants it: itself, or a square of the rule's size. */
    RgbImage apply(RgbImage image);

    /** The size that an image of some size comes out with. */
    ImageSize applyTo(ImageSize size);

    private static RgbImage square(RgbImage image, int width, int height, int size) {
        return Resampler.resize(
                image, width, height, Filter.BICUBIC, (width - size) / 2, (height - size) / 2, size, size);
    }

    private static void checkSize(int size) {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("a size is from 1 to " + MAX_SIZE + ", not " + size);
        }
    }
}
