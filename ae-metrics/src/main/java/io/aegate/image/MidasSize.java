package io.aegate.image;

/**
 * The size that MiDaS brings an image to before its network sees it: both sides near {@code size}, the aspect ratio kept as far as
 * multiples of {@value #MULTIPLE} allow.
 *
 * <pre>
 *   scale = upper bound: min(size/width, size/height)
 *           otherwise:   of the two the one that is nearer to 1, that of the height where they are equally near
 *   side' = 32 · round(scale · side / 32), half to even; where an upper bound is exceeded, 32 · ⌊scale · side / 32⌋
 * </pre>
 *
 * <p>Source: {@code Resize(size, size, keep_aspect_ratio=True, ensure_multiple_of=32)} of isl-org/MiDaS with {@code resize_method}
 * {@code upper_bound} or {@code minimal}.
 *
 * @param size what a side is brought near to
 * @param upperBound whether no side may be longer than that
 */
public record MidasSize(int size, boolean upperBound) {

    public static final int MULTIPLE = 32;

    public MidasSize {
        if (size < MULTIPLE) {
            throw new IllegalArgumentException("%d is less than %d".formatted(size, MULTIPLE));
        }
    }

    /**
     * The size of an image for the network.
     *
     * @throws RefusedInputException if a side would become 0: MiDaS cannot see images as long and narrow
     */
    public ImageSize applyTo(ImageSize original) {
        double byHeight = (double) size / original.height();
        double byWidth = (double) size / original.width();
        boolean widthDecides = upperBound ? byWidth < byHeight : Math.abs(1 - byWidth) < Math.abs(1 - byHeight);
        double scale = widthDecides ? byWidth : byHeight;
        ImageSize result = new ImageSize(multiple(scale * original.width()), multiple(scale * original.height()));
        if (result.shorterSide() < MULTIPLE) {
            throw new RefusedInputException(
                    "An image of %s would be %s to MiDaS, which takes sides of %d pixels at least; leave it out, or crop it."
                            .formatted(original, result, MULTIPLE));
        }
        return result;
    }

    private int multiple(double side) {
        double multiples = side / MULTIPLE;
        int nearest = (int) Math.rint(multiples) * MULTIPLE;
        return upperBound && nearest > size ? (int) Math.floor(multiples) * MULTIPLE : nearest;
    }
}
