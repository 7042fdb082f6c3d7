package io.aegate.metric.drift;

import io.aegate.image.ImageSize;
import io.aegate.image.OpenCvResize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.network.ImageNetwork.Output;
import io.aegate.network.ModuleCallException;
import io.aegate.network.OnnxNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * SCRFD: faces, each with a box, a score and five key points.
 *
 * <pre>
 *   input    the image, scaled by OpenCV's INTER_LINEAR to fit a square and put into its top left corner, on zeros; (v − 127.5) / 128
 *   outputs  for each stride s of 8, 16, 32: scores, boxes (left, top, right, bottom) and key points (5 × x, y)
 *            of two anchors at each position (x, y) of side/s × side/s, row by row
 *   box      s · (x − left, y − top, x + right, y + bottom);  key point s · (x + px, y + py)
 *   kept     score ≥ 0.5; of boxes that overlap by more than 0.4 the one with the best score
 * </pre>
 *
 * <p>Coordinates are divided by the factor by which the height was scaled, along the width, too, and overlap counts a box from its first
 * pixel to its last, inclusively. Source: {@code scrfd.py} of InsightFace, at one size. Safe for use by several threads.
 */
final class FaceDetector implements AutoCloseable {

    /** The side at which InsightFace's models are applied. */
    static final int SIDE = 640;

    private static final int[] STRIDES = {8, 16, 32};
    private static final int ANCHORS = 2;
    private static final int BOX = 4;
    private static final float SCORE = 0.5f;
    private static final float OVERLAP = 0.4f;
    private static final FaceInput INPUT = new FaceInput(128);

    private final OnnxNetwork network;
    private final String name;
    private final int side;

    private FaceDetector(OnnxNetwork network, String name, int side) {
        this.network = network;
        this.name = name;
        this.side = side;
    }

    /**
     * Opens a network of the SCRFD family with key points, and looks at an empty image with it, so that another network is found out here.
     *
     * @param side of the square that it looks at, a multiple of 32
     * @throws RefusedInputException if the file is refused, or its outputs are not those nine
     */
    static FaceDetector open(Path file, int side) {
        FaceDetector detector = new FaceDetector(OnnxNetwork.open(file), String.valueOf(file.getFileName()), side);
        boolean works = false;
        try {
            detector.refuseIfItSeesFacesInNothing();
            works = true;
            return detector;
        } finally {
            if (!works) {
                detector.close();
            }
        }
    }

    /** Such a network would find the faces again in any reconstruction. */
    private void refuseIfItSeesFacesInNothing() {
        for (Level level : outputs(canvas(new RgbImage(1, 1, new byte[RgbImage.CHANNELS])))) {
            for (float score : level.scores()) {
                if (score >= SCORE) {
                    throw new RefusedInputException(name + " finds a face in a black image, with the score " + score
                            + "; use det_500m.onnx of InsightFace's buffalo_s.");
                }
            }
        }
    }

    /** What the network says at one stride, its rows in the order of positions. */
    record Level(int stride, float[] scores, float[] boxes, float[] keyPoints) {}

    /**
     * The faces of an image, those of the best score first.
     *
     * @throws RefusedInputException if the network gives NaN or infinity, or fails
     */
    List<Face> detect(RgbImage image) {
        ImageSize fitted = fitted(image);
        float scale = (float) ((double) fitted.height() / image.height());
        List<Face> candidates = new ArrayList<>();
        for (Level level : outputs(canvas(image))) {
            addCandidates(level, scale, candidates);
        }
        return suppressed(candidates);
    }

    /** The size at which an image fits the square: its longer side as long as that one, the other rounded down. */
    private ImageSize fitted(RgbImage image) {
        double ratio = (double) image.height() / image.width();
        return ratio > 1
                ? new ImageSize(Math.max(1, (int) (side / ratio)), side)
                : new ImageSize(side, Math.max(1, (int) (side * ratio)));
    }

    RgbImage canvas(RgbImage image) {
        ImageSize fitted = fitted(image);
        byte[] scaled =
                OpenCvResize.linear(image, fitted.width(), fitted.height()).pixels();
        byte[] square = new byte[side * side * RgbImage.CHANNELS];
        int row = fitted.width() * RgbImage.CHANNELS;
        for (int y = 0; y < fitted.height(); y++) {
            System.arraycopy(scaled, y * row, square, y * side * RgbImage.CHANNELS, row);
        }
        return new RgbImage(side, side, square);
    }

    List<Level> outputs(RgbImage canvas) {
        Collection<Output> outputs;
        try {
            outputs = network.runForAll(INPUT.of(canvas), new ImageSize(side, side))
                    .values();
        } catch (ModuleCallException e) {
            throw e.of("Faces");
        }
        List<Level> levels = new ArrayList<>();
        for (int stride : STRIDES) {
            int rows = ANCHORS * (side / stride) * (side / stride);
            levels.add(new Level(
                    stride,
                    values(outputs, rows, 1),
                    values(outputs, rows, BOX),
                    values(outputs, rows, Face.KEY_POINTS)));
        }
        return levels;
    }

    /** The output of this shape, whatever it is called and wherever it stands; exports differ in both. */
    private float[] values(Collection<Output> outputs, int rows, int columns) {
        List<float[]> found = outputs.stream()
                .filter(output -> output.values().length == rows * columns
                        && !output.shape().isEmpty()
                        && output.shape().get(output.shape().size() - 1) == columns)
                .map(Output::values)
                .toList();
        if (found.size() != 1 || outputs.size() != STRIDES.length * 3) {
            throw new RefusedInputException(
                    name + " gives tensors of the shapes "
                            + RefusedInputException.named(outputs.stream()
                                    .map(output -> output.shape().toString())
                                    .toList())
                            + " for an image of " + side + "x" + side
                            + ", where SCRFD gives scores, boxes and five key points at strides 8, 16 and 32; use det_500m.onnx of InsightFace's buffalo_s.");
        }
        for (float value : found.get(0)) {
            if (!Float.isFinite(value)) {
                throw new RefusedInputException(name + " gives " + value
                        + ", where a finite number is needed to tell a face from none; download or export it again.");
            }
        }
        return found.get(0);
    }

    /** In floats from end to end, as NumPy computes it. */
    private void addCandidates(Level level, float scale, List<Face> candidates) {
        int columns = side / level.stride();
        for (int i = 0; i < level.scores().length; i++) {
            if (level.scores()[i] < SCORE) {
                continue;
            }
            float x = i / ANCHORS % columns * level.stride();
            float y = i / ANCHORS / columns * level.stride();
            float[] keyPoints = new float[Face.KEY_POINTS];
            for (int k = 0; k < keyPoints.length; k++) {
                float distance = level.keyPoints()[i * keyPoints.length + k] * level.stride();
                keyPoints[k] = ((k % 2 == 0 ? x : y) + distance) / scale;
            }
            float[] box = level.boxes();
            candidates.add(new Face(
                    (x - box[i * BOX] * level.stride()) / scale,
                    (y - box[i * BOX + 1] * level.stride()) / scale,
                    (x + box[i * BOX + 2] * level.stride()) / scale,
                    (y + box[i * BOX + 3] * level.stride()) / scale,
                    keyPoints,
                    level.scores()[i]));
        }
    }

    /** Those that no better one covers, the best first. */
    static List<Face> suppressed(List<Face> candidates) {
        List<Face> open = new ArrayList<>(candidates);
        open.sort(Comparator.comparingDouble(Face::score).reversed());
        List<Face> kept = new ArrayList<>();
        while (!open.isEmpty()) {
            Face best = open.remove(0);
            kept.add(best);
            open.removeIf(other -> overlap(best, other) > OVERLAP);
        }
        return kept;
    }

    private static float overlap(Face a, Face b) {
        float width = Math.max(0, Math.min(a.right(), b.right()) - Math.max(a.left(), b.left()) + 1);
        float height = Math.max(0, Math.min(a.bottom(), b.bottom()) - Math.max(a.top(), b.top()) + 1);
        float shared = width * height;
        return shared / (pixels(a) + pixels(b) - shared);
    }

    private static float pixels(Face face) {
        return (face.right() - face.left() + 1) * (face.bottom() - face.top() + 1);
    }

    @Override
    public void close() {
        network.close();
    }
}
