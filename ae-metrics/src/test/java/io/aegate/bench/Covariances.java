package io.aegate.bench;

import io.aegate.metric.FeatureRows;
import io.aegate.metric.Moments;
import io.aegate.network.Device;
import io.aegate.network.LinearAlgebra;
import java.util.Random;

/** Two covariances as the Python peers' benchmark makes them: of 4096 rows of 2048 normal features with falling variances. */
final class Covariances implements AutoCloseable {

    private static final int WIDTH = 2048;
    private static final int ROWS = 4096;

    private final LinearAlgebra algebra = LinearAlgebra.on(Device.CPU);
    private final Random random = new Random(0);
    private final Moments first = moments();
    private final Moments second = moments();

    private Moments moments() {
        try (FeatureRows rows = FeatureRows.create(ROWS, WIDTH)) {
            float[] row = new float[WIDTH];
            for (int image = 0; image < ROWS; image++) {
                for (int i = 0; i < WIDTH; i++) {
                    row[i] = (float) (random.nextGaussian() / Math.sqrt(1.0 + i));
                }
                rows.put(image, row);
            }
            return Moments.of(rows, algebra);
        }
    }

    /** The matrix part of FID. */
    double traceOfRoot() {
        return algebra.traceOfRoot(first.covariance(), second.covariance(), WIDTH);
    }

    @Override
    public void close() {
        algebra.close();
    }
}
