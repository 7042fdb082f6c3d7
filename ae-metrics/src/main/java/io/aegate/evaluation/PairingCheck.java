package io.aegate.evaluation;

import io.aegate.image.RgbImage;
import io.aegate.metric.Pair;
import io.aegate.metric.Sample;
import java.util.Optional;

/**
 * Asks whether the references belong to the reconstructions at all.
 *
 * <p>Files that were written under other names still pair up, and every metric has a value. So each pair is compared with its
 * neighbour's: where the median PSNR of the pairs shifted by one is no worse than that of the pairs, the pairing looks wrong. Compared
 * are thumbnails of {@value #SIDE}×{@value #SIDE} block means, which take 1.5 kB a pair and let images of different sizes be compared. Where
 * most references look like their neighbours a shift shows nothing, and there is no warning.
 */
final class PairingCheck {

    private static final int SIDE = 16;
    private static final double IDENTICAL = 100;

    private final byte[][] references;
    private final byte[][] reconstructions;

    PairingCheck(int pairs) {
        references = new byte[pairs][];
        reconstructions = new byte[pairs][];
    }

    /** Remembers a pair; safe for several threads, each with other pairs. */
    void add(Pair pair) {
        references[pair.index()] = thumbnail(pair.reference());
        reconstructions[pair.index()] = thumbnail(pair.reconstruction());
    }

    /** A warning, if the pairing looks wrong; call it once all pairs were added. */
    Optional<String> warning() {
        int n = references.length;
        if (n < 2) {
            return Optional.empty();
        }
        double alike = median(references, 1);
        double paired = median(reconstructions, 0);
        double shifted = median(reconstructions, 1);
        return shifted < paired || alike == IDENTICAL
                ? Optional.empty()
                : Optional.of(
                        "The pairing looks wrong: the median PSNR of the %d pairs is %.2f dB on thumbnails, and %.2f dB when each reference meets its neighbour's reconstruction; check that equal names mean equal images."
                                .formatted(n, paired, shifted));
    }

    private double median(byte[][] others, int shift) {
        int n = references.length;
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = psnr(references[i], others[(i + shift) % n]);
        }
        return Sample.of(values).median();
    }

    private static double psnr(byte[] x, byte[] y) {
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            double difference = (x[i] & 0xff) - (y[i] & 0xff);
            squares += difference * difference;
        }
        double error = squares / x.length / (255.0 * 255.0);
        return Math.min(IDENTICAL, -10 * Math.log10(error));
    }

    private static byte[] thumbnail(RgbImage image) {
        byte[] thumbnail = new byte[SIDE * SIDE * RgbImage.CHANNELS];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                blockMean(image, row, column, thumbnail);
            }
        }
        return thumbnail;
    }

    private static void blockMean(RgbImage image, int row, int column, byte[] thumbnail) {
        int top = (int) ((long) row * image.height() / SIDE);
        int left = (int) ((long) column * image.width() / SIDE);
        int bottom = Math.max(top + 1, (int) ((long) (row + 1) * image.height() / SIDE));
        int right = Math.max(left + 1, (int) ((long) (column + 1) * image.width() / SIDE));
        long area = (long) (bottom - top) * (right - left);
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            long sum = 0;
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    sum += image.pixels()[(y * image.width() + x) * RgbImage.CHANNELS + channel] & 0xff;
                }
            }
            thumbnail[(row * SIDE + column) * RgbImage.CHANNELS + channel] = (byte) (sum / area);
        }
    }
}
