package io.aegate.metric.drift;

import io.aegate.image.CubicResize;
import io.aegate.image.ImageSize;
import io.aegate.image.NetworkResize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.Resize;
import io.aegate.image.RgbImage;
import io.aegate.metric.Projector;
import io.aegate.metric.ProjectorSpec;
import io.aegate.metric.ProjectorSpec.Distance;
import io.aegate.metric.ProjectorSpec.Normalise;
import io.aegate.metric.ProjectorSpec.Output;
import io.aegate.network.ImageNetwork;
import io.aegate.network.ModuleCallException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A projector that a network and its descriptor make together. */
final class NetworkProjector implements Projector {

    private final ProjectorSpec spec;
    private final List<Distance> distances;
    private final ImageNetwork network;
    private final Planes planes;

    /**
     * Takes the network over, and closes it with itself.
     *
     * @param distances how projections are compared, one for each metric that reads them
     */
    NetworkProjector(ProjectorSpec spec, List<Distance> distances, ImageNetwork network) {
        this.spec = spec;
        this.distances = List.copyOf(distances);
        this.network = network;
        this.planes = new Planes(spec);
    }

    @Override
    public Resize input() {
        return spec.resize();
    }

    @Override
    public float[][] project(List<RgbImage> images, ImageSize original) {
        RgbImage first = images.get(0);
        ImageSize resized = new ImageSize(first.width(), first.height());
        ImageSize input = planes.size(resized);
        ImageNetwork.Output output = run(planes.of(images), images.size(), input, original);
        int count = images.size();
        List<Integer> shape = output.shape();
        if (shape.isEmpty() || shape.get(0) != count) {
            throw misshaped(shape, "whose first dimension counts the images");
        }
        List<Integer> ofOne = shape.subList(1, shape.size());
        int length = output.values().length / count;
        float[][] projections = new float[count][];
        for (int i = 0; i < count; i++) {
            float[] values = Arrays.copyOfRange(output.values(), i * length, (i + 1) * length);
            projections[i] = switch (spec.output()) {
                case MAP -> map(values, ofOne, shape, input, original);
                case LABELS -> labels(values, ofOne, shape);
                case EMBEDDING -> embedding(values, ofOne, shape);
                case FACES -> throw new IllegalArgumentException("faces have a projector of their own");
            };
        }
        return projections;
    }

    private ImageNetwork.Output run(ByteBuffer buffer, int count, ImageSize input, ImageSize original) {
        try {
            return network.run(buffer, count, input, original);
        } catch (ModuleCallException e) {
            throw e.of("The projector " + spec.name());
        } catch (RefusedInputException e) {
            throw spec.refused(e);
        }
    }

    private float[] map(float[] values, List<Integer> ofOne, List<Integer> shape, ImageSize input, ImageSize original) {
        List<Integer> plane = withoutOnes(ofOne, 2);
        if (plane.size() != 2 || values.length == 0) {
            throw misshaped(shape, "N × H × W or N × 1 × H × W, a number at each position");
        }
        if (spec.normalise() == Normalise.MIN_MAX && values.length == 1) {
            throw misshaped(shape, "more than one position, of which normalise=min-max leaves something");
        }
        if (!allFinite(values)) {
            return values;
        }
        float[] sized = values;
        if (spec.resize() instanceof NetworkResize.Midas) {
            ImageSize size = new ImageSize(plane.get(1), plane.get(0));
            if (!size.equals(input)) {
                throw misshaped(shape, "of the input's " + input + ", as MiDaS' resizing wants it");
            }
            sized = resized(values, size, original);
        }
        if (spec.normalise() == Normalise.MIN_MAX && sized.length == 1) {
            throw new RefusedInputException("The projector " + spec.name() + " has one position for an image of "
                    + original + ", of which normalise=min-max leaves nothing; measure larger images.");
        }
        return spec.normalise() == Normalise.MIN_MAX ? normalised(sized) : sized;
    }

    private static float[] resized(float[] map, ImageSize from, ImageSize to) {
        double[] plane = new double[map.length];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = map[i];
        }
        double[] resized = CubicResize.torch(plane, from, to);
        float[] floats = new float[resized.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) resized[i];
        }
        return floats;
    }

    /** A flat map has nothing to tell, and becomes 0. */
    private static float[] normalised(float[] map) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : map) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        double range = (double) max - min;
        float[] normalised = new float[map.length];
        for (int i = 0; range > 0 && i < map.length; i++) {
            normalised[i] = (float) (((double) map[i] - min) / range);
        }
        return normalised;
    }

    private float[] labels(float[] values, List<Integer> ofOne, List<Integer> shape) {
        if (values.length == 0 || ofOne.size() < 2 || ofOne.size() > 3) {
            throw misshaped(shape, "N × C × H × W scores of classes, or N × H × W labels");
        }
        int classes = ofOne.get(0);
        // Scores of one class would make it the label everywhere, so these are labels, too.
        if (ofOne.size() == 2 || classes == 1) {
            requireLabels(values);
            return values;
        }
        int positions = values.length / classes;
        if (distances.contains(Distance.PALETTE) && classes > AdePalette.CLASSES) {
            throw uncoloured(classes + " classes");
        }
        float[] labels = new float[positions];
        for (int at = 0; at < positions; at++) {
            int best = 0;
            for (int label = 0; label < classes; label++) {
                float score = values[label * positions + at];
                if (!Float.isFinite(score)) {
                    // The labels would hide it.
                    return new float[] {score};
                }
                best = score > values[best * positions + at] ? label : best;
            }
            labels[at] = best;
        }
        return labels;
    }

    private void requireLabels(float[] labels) {
        boolean coloured = distances.contains(Distance.PALETTE);
        for (float label : labels) {
            // What is not finite is told of the image.
            if (Float.isFinite(label) && label != Math.rint(label)) {
                throw new RefusedInputException("The projector " + spec.name() + " gives " + label
                        + ", where labels are whole numbers; set output=map, or result to its labels or scores.");
            }
            if (Float.isFinite(label) && coloured && !(label >= 0 && label < AdePalette.CLASSES)) {
                throw uncoloured("the label " + label);
            }
        }
    }

    private RefusedInputException uncoloured(String found) {
        return new RefusedInputException("The projector " + spec.name() + " gives " + found
                + ", but distance=palette has colours for ADE20K's labels 0 to 149; use distance=share.");
    }

    private float[] embedding(float[] values, List<Integer> ofOne, List<Integer> shape) {
        if (withoutOnes(ofOne, 1).size() != 1 || values.length == 0) {
            throw misshaped(shape, "N × D, a vector for each image");
        }
        if (values.length == 1 && distances.contains(Distance.COSINE)) {
            throw misshaped(shape, "more than one number an image, of which distance=cosine takes the direction");
        }
        return values;
    }

    private static List<Integer> withoutOnes(List<Integer> shape, int dimensions) {
        int extra = shape.size() - dimensions;
        if (extra <= 0) {
            return shape;
        }
        boolean ofMaps = dimensions == 2;
        List<Integer> dropped = ofMaps ? shape.subList(0, extra) : shape.subList(dimensions, shape.size());
        boolean ones = dropped.stream().allMatch(size -> size == 1);
        return !ones ? shape : ofMaps ? shape.subList(extra, shape.size()) : shape.subList(0, dimensions);
    }

    private static boolean allFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private RefusedInputException misshaped(List<Integer> shape, String allowed) {
        return new RefusedInputException("The projector " + spec.name() + " gives a tensor of shape " + shape
                + ", where output=" + spec.output().name().toLowerCase(Locale.ROOT) + " has " + allowed
                + "; set output to what the network gives, or result to another of its results.");
    }

    @Override
    public double[] distances(float[] reference, float[] reconstruction) {
        if (reference.length != reconstruction.length) {
            throw new RefusedInputException("The projector " + spec.name() + " gives " + reference.length
                    + " values for a reference and " + reconstruction.length
                    + " for its reconstruction, which cannot be compared; give it a network whose answer depends on the size of"
                    + " the image only.");
        }
        double[] found = distances.stream()
                .mapToDouble(distance -> Distances.of(distance, reference, reconstruction))
                .toArray();
        if (Arrays.stream(found).anyMatch(Double::isNaN)) {
            throw new RefusedInputException(
                    "The projector " + spec.name()
                            + " gives a vector of zeros, which has no direction to compare; check its input keys and its result.");
        }
        return found;
    }

    @Override
    public RgbImage picture(RgbImage image, float[] projection, float[] reference) {
        return spec.output() == Output.EMBEDDING
                ? spec.resize().apply(image)
                : Pictures.of(spec.output() == Output.LABELS, image, projection);
    }

    @Override
    public void close() {
        network.close();
    }
}
