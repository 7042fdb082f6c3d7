package io.aegate.metric.drift;

import io.aegate.image.ImageSize;
import io.aegate.image.OpenCvResize;
import io.aegate.image.Resize;
import io.aegate.image.RgbImage;
import io.aegate.metric.Projector;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The largest face of an image, and whose it is: {@code {1, left, top, right, bottom, 5 × (x, y), score, embedding}}, all 0 where there is
 * no face. Without ArcFace the embedding is left out.
 *
 * <p>Each image is aligned by its own key points. Safe for use by several threads.
 */
final class FaceProjector implements Projector {

    private static final int BOX = 1;
    private static final int KEY_POINTS = 5;
    private static final int SCORE = 15;
    private static final int EMBEDDING = 16;

    /** The longer side of a picture of an image without a face. */
    private static final int PICTURE = 256;

    private final FaceDetector detector;
    private final Optional<FaceEmbedder> embedder;

    private FaceProjector(FaceDetector detector, Optional<FaceEmbedder> embedder) {
        this.detector = detector;
        this.embedder = embedder;
    }

    /**
     * Opens the networks.
     *
     * @param scrfd the detector's file
     * @param arcface the file of the network that knows faces; without it only whether there is one is known
     * @throws io.aegate.image.RefusedInputException if a file is refused, or is another network
     */
    static FaceProjector open(Path scrfd, Optional<Path> arcface) {
        return open(scrfd, FaceDetector.SIDE, arcface);
    }

    static FaceProjector open(Path scrfd, int side, Optional<Path> arcface) {
        FaceDetector detector = FaceDetector.open(scrfd, side);
        boolean works = false;
        try {
            FaceProjector projector = new FaceProjector(detector, arcface.map(FaceEmbedder::open));
            works = true;
            return projector;
        } finally {
            if (!works) {
                detector.close();
            }
        }
    }

    /** SCRFD scales images itself. */
    @Override
    public Resize input() {
        return new Resize.None();
    }

    /** A face; that none has one is said where the metrics are judged. */
    @Override
    public boolean mayFindNothing() {
        return true;
    }

    /** How many floats a projection has. */
    int width() {
        return EMBEDDING + (embedder.isPresent() ? FaceEmbedder.LENGTH : 0);
    }

    /**
     * The projections of images, in their order.
     *
     * @throws io.aegate.image.RefusedInputException if a network gives NaN or infinity, or fails
     */
    @Override
    public float[][] project(List<RgbImage> images, ImageSize original) {
        return images.stream().map(this::project).toArray(float[][]::new);
    }

    private float[] project(RgbImage image) {
        float[] row = new float[width()];
        Face.largest(detector.detect(image)).ifPresent(face -> {
            row[0] = 1;
            row[BOX] = face.left();
            row[BOX + 1] = face.top();
            row[BOX + 2] = face.right();
            row[BOX + 3] = face.bottom();
            System.arraycopy(face.keyPoints(), 0, row, KEY_POINTS, Face.KEY_POINTS);
            row[SCORE] = face.score();
            embedder.ifPresent(arcface -> {
                float[] embedding = arcface.embed(FaceAlignment.align(image, face.keyPoints()));
                System.arraycopy(embedding, 0, row, EMBEDDING, embedding.length);
            });
        });
        return row;
    }

    /**
     * {@code {identity, recall}}: the cosine of both embeddings, NaN unless both images have a face and ArcFace is there; and 1 or 0 for a
     * reference with a face whose reconstruction has one or none, NaN for a reference without.
     */
    @Override
    public double[] distances(float[] reference, float[] reconstruction) {
        boolean had = hasFace(reference);
        boolean has = hasFace(reconstruction);
        double identity = had && has && embedder.isPresent()
                ? Distances.cosine(embedding(reference), embedding(reconstruction))
                : Double.NaN;
        return new double[] {identity, had ? has ? 1 : 0 : Double.NaN};
    }

    private static boolean hasFace(float[] projection) {
        return projection[0] != 0;
    }

    private static float[] embedding(float[] projection) {
        return Arrays.copyOfRange(projection, EMBEDDING, projection.length);
    }

    /** The crop that ArcFace looks at, where a face is lost at its place in the reference; the image itself, of 256 pixels at most, where there was none. */
    @Override
    public RgbImage picture(RgbImage image, float[] own, float[] reference) {
        float[] projection = hasFace(own) ? own : reference;
        if (hasFace(projection)) {
            return FaceAlignment.align(image, Arrays.copyOfRange(projection, KEY_POINTS, KEY_POINTS + Face.KEY_POINTS));
        }
        double scale = Math.min(1, (double) PICTURE / Math.max(image.width(), image.height()));
        return OpenCvResize.area(image, Math.max(1, (int) Math.round(image.width() * scale)), Math.max(1, (int)
                Math.round(image.height() * scale)));
    }

    @Override
    public void close() {
        detector.close();
        embedder.ifPresent(FaceEmbedder::close);
    }
}
