package io.aegate.metric;

/**
 * The features of each image of a set, one row of floats an image.
 *
 * <p>Rows are kept by the image's place in name order, so that nothing computed from them depends on how the images were split, batched or
 * shared out among threads. Safe for several threads that put different rows.
 */
public final class FeatureRows implements Distribution, AutoCloseable {

    private final int width;
    private final float[][] rows;

    private FeatureRows(int count, int width) {
        this.width = width;
        this.rows = new float[count][];
    }

    /** Empty rows for a set of that many images. */
    public static FeatureRows create(int count, int width) {
        return new FeatureRows(count, width);
    }

    /** Keeps an image's features. */
    public void put(int image, float[] row) {
        rows[image] = row.clone();
    }

    public float[] row(int image) {
        return rows[image].clone();
    }

    @Override
    public int count() {
        return rows.length;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void close() {}
}
