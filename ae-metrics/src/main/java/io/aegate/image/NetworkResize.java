package io.aegate.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an image comes to the size that a network looks at, besides the rules that sets of images know. */
public sealed interface NetworkResize extends Resize {

    /** Ways of resizing to a given width and height, each as one library does it on 8 bit. */
    enum Method {
        /** Pillow's antialiased bilinear. */
        PILLOW_BILINEAR {
            @Override
            RgbImage resize(RgbImage image, int width, int height) {
                return Resampler.resize(image, width, height, Resampler.Filter.BILINEAR);
            }
        },
        /** Pillow's antialiased bicubic. */
        PILLOW_BICUBIC {
            @Override
            RgbImage resize(RgbImage image, int width, int height) {
                return Resampler.resize(image, width, height, Resampler.Filter.BICUBIC);
            }
        },
        /** {@code cv2.INTER_LINEAR}. */
        OPENCV_LINEAR {
            @Override
            RgbImage resize(RgbImage image, int width, int height) {
                return OpenCvResize.linear(image, width, height);
            }
        },
        /** {@code cv2.INTER_AREA}. */
        OPENCV_AREA {
            @Override
            RgbImage resize(RgbImage image, int width, int height) {
                return OpenCvResize.area(image, width, height);
            }
        },
        /** {@code cv2.INTER_CUBIC}. */
        OPENCV_CUBIC {
            @Override
            RgbImage resize(RgbImage image, int width, int height) {
                return OpenCvResize.cubic(image, width, height);
            }
        };

        abstract RgbImage resize(RgbImage image, int width, int height);

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** To a width and a height, whatever the image's shape. */
    record Exactly(Method method, int width, int height) implements NetworkResize {

        @Override
        public RgbImage apply(RgbImage image) {
            return image.width() == width && image.height() == height ? image : method.resize(image, width, height);
        }

        @Override
        public ImageSize applyTo(ImageSize size) {
            return new ImageSize(width, height);
        }

        @Override
        public String toString() {
            return method + ":" + width + "x" + height;
        }
    }

    /**
     * As {@link Resize.CenterCrop}, but the square is cut at offset {@code (side − size) / 2} rounded half to even.
     *
     * <p>Source: {@code Resize(size, BICUBIC)} and {@code CenterCrop(size)} of torchvision on a Pillow image.
     */
    record TorchvisionCrop(int size) implements NetworkResize {

        @Override
        public RgbImage apply(RgbImage image) {
            int shorter = Math.min(image.width(), image.height());
            int width = (int) ((long) size * image.width() / shorter);
            int height = (int) ((long) size * image.height() / shorter);
            return Resampler.resize(
                    image, width, height, Resampler.Filter.BICUBIC, offset(width), offset(height), size, size);
        }

        private int offset(int side) {
            return (int) Math.rint((side - size) / 2.0);
        }

        @Override
        public ImageSize applyTo(ImageSize original) {
            return new ImageSize(size, size);
        }

        @Override
        public String toString() {
            return "torchvision-crop:" + size;
        }
    }

    /**
     * The shorter side to about {@code size}, both to the nearest multiple of 64: Lanczos where the image grows, the area's mean where
     * it shrinks.
     *
     * <p>Source: {@code resize_image} of ControlNet's annotators, on OpenCV.
     */
    record ControlNet(int size) implements NetworkResize {

        private static final double MULTIPLE = 64;

        @Override
        public RgbImage apply(RgbImage image) {
            ImageSize to = applyTo(new ImageSize(image.width(), image.height()));
            return size > Math.min(image.width(), image.height())
                    ? OpenCvResize.lanczos(image, to.width(), to.height())
                    : OpenCvResize.area(image, to.width(), to.height());
        }

        @Override
        public ImageSize applyTo(ImageSize original) {
            double scale = (double) size / original.shorterSide();
            return possible(
                    this,
                    original,
                    new ImageSize(multiple(original.width() * scale), multiple(original.height() * scale)));
        }

        /** Half to even, as numpy rounds. */
        private static int multiple(double side) {
            return (int) (Math.rint(side / MULTIPLE) * MULTIPLE);
        }

        @Override
        public String toString() {
            return "controlnet:" + size;
        }
    }

    /**
     * As large as fits into {@code longest × shortest}, whichever way round, with the image's shape kept: bilinear on 8 bit by OpenCV.
     *
     * <p>Source: {@code Resize(img_scale=(longest, shortest), keep_ratio=True)} of mmsegmentation.
     */
    record KeepRatio(int longest, int shortest) implements NetworkResize {

        @Override
        public RgbImage apply(RgbImage image) {
            ImageSize to = applyTo(new ImageSize(image.width(), image.height()));
            return OpenCvResize.linear(image, to.width(), to.height());
        }

        @Override
        public ImageSize applyTo(ImageSize original) {
            double scale = Math.min(
                    (double) longest / Math.max(original.width(), original.height()),
                    (double) shortest / original.shorterSide());
            return possible(this, original, new ImageSize((int) (original.width() * scale + 0.5), (int)
                    (original.height() * scale + 0.5)));
        }

        @Override
        public String toString() {
            return "mmseg:" + longest + "x" + shortest;
        }
    }

    /**
     * Nothing on 8 bit: bicubic on floats, to multiples of 32 near {@code size}; a map that the network gives goes back to the image's size
     * the same way.
     *
     * <p>Source: {@code Resize} of MiDaS, method {@code upper_bound} or {@code minimal}.
     */
    record Midas(int size, boolean upperBound) implements NetworkResize {

        @Override
        public RgbImage apply(RgbImage image) {
            return image;
        }

        /** The size on floats. */
        @Override
        public ImageSize applyTo(ImageSize original) {
            return new MidasSize(size, upperBound).applyTo(original);
        }

        @Override
        public String toString() {
            return (upperBound ? "midas-upper-bound:" : "midas-minimal:") + size;
        }
    }

    /**
     * The size, if an image can have it.
     *
     * @throws RefusedInputException if a side is 0, or both make more pixels than images have
     */
    private static ImageSize possible(NetworkResize rule, ImageSize original, ImageSize size) {
        if (size.shorterSide() < 1 || (long) size.width() * size.height() > ImageFile.MAX_PIXELS) {
            throw new RefusedInputException(
                    "An image of %s would be %s by resize=%s, but sides are of 1 pixel at least and images of %d at most; leave it out, or crop it."
                            .formatted(original, size, rule, ImageFile.MAX_PIXELS));
        }
        return size;
    }

    /** How the forms are written, for messages. */
    String FORMS =
            "none, center-crop:N, adm:N, torchvision-crop:N, pillow-bilinear:WxH, pillow-bicubic:WxH, opencv-linear:WxH, opencv-area:WxH,"
                    + " opencv-cubic:WxH, controlnet:N, midas-minimal:N, midas-upper-bound:N or mmseg:LONGESTxSHORTEST";

    /**
     * The rule that a text names, one of {@link #FORMS}; empty if it is none, or its size is not from 1 to {@value Resize#MAX_SIZE}, of
     * MiDaS from {@value MidasSize#MULTIPLE}.
     */
    static Optional<Resize> named(String text) {
        if (text.equals("none")) {
            return Optional.of(Resize.none());
        }
        Matcher matcher =
                Pattern.compile("([a-z-]+):([0-9]{1,4})(?:x([0-9]{1,4}))?").matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group(2));
        boolean square = matcher.group(3) == null;
        int second = square ? first : Integer.parseInt(matcher.group(3));
        if (first < 1 || first > MAX_SIZE || second < 1 || second > MAX_SIZE) {
            return Optional.empty();
        }
        return square ? ofOneSize(matcher.group(1), first) : ofTwoSizes(matcher.group(1), first, second);
    }

    private static Optional<Resize> ofOneSize(String form, int size) {
        return switch (form) {
            case "center-crop" -> Optional.of(new CenterCrop(size));
            case "adm" -> Optional.of(new Adm(size));
            case "torchvision-crop" -> Optional.of(new TorchvisionCrop(size));
            case "controlnet" -> Optional.of(new ControlNet(size));
            case "midas-minimal", "midas-upper-bound" ->
                size < MidasSize.MULTIPLE
                        ? Optional.empty()
                        : Optional.of(new Midas(size, form.equals("midas-upper-bound")));
            default -> Optional.empty();
        };
    }

    private static Optional<Resize> ofTwoSizes(String form, int first, int second) {
        if (form.equals("mmseg")) {
            return Optional.of(new KeepRatio(first, second));
        }
        return Arrays.stream(Method.values())
                .filter(method -> method.toString().equals(form))
                .findFirst()
                .map(method -> new Exactly(method, first, second));
    }
}
