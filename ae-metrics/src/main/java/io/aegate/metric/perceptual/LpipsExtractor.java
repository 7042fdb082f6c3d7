package io.aegate.metric.perceptual;

import ai.djl.ndarray.NDArray;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import io.aegate.network.Device;
import io.aegate.network.LpipsProgram;
import io.aegate.network.LpipsProgram.Backbone;
import io.aegate.network.ModuleCallException;
import io.aegate.network.Precision;
import io.aegate.network.TorchModule;
import io.aegate.network.TorchScope;
import io.aegate.weights.StateDict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * LPIPS of each pair: {@code {sum, layer 1, layer 2, …}}, exactly 0 where both images are the same bytes.
 *
 * <p>On the CPU a call takes one pair, whatever the batch, so that a value depends on nothing but its pair, and memory is that of one pair
 * a thread.
 */
final class LpipsExtractor implements FeatureExtractor {

    /** Pixels that an image side may have together in one call on a CUDA device, sixteen images of 256×256; a larger image goes alone. */
    private static final long PIXELS = 1 << 20;

    private final FeatureKey key;
    private final Backbone backbone;
    private final boolean cuda;
    private final TorchModule module;

    private LpipsExtractor(FeatureKey key, Backbone backbone, boolean cuda, TorchModule module) {
        this.key = key;
        this.backbone = backbone;
        this.cuda = cuda;
        this.module = module;
    }

    static LpipsExtractor open(
            FeatureKey key, Backbone backbone, Device device, Precision precision, Path features, Path linear) {
        TorchModule module = LpipsProgram.of(backbone, StateDict.read(features), StateDict.read(linear))
                .load(device, precision);
        return new LpipsExtractor(key, backbone, device.isCuda(), module);
    }

    @Override
    public FeatureKey key() {
        return key;
    }

    @Override
    public double[][] extract(PairBatch batch) {
        List<Pair> pairs = batch.pairs();
        double[][] rows = new double[pairs.size()][];
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            if (areSame(pairs.get(i))) {
                rows[i] = new double[1 + backbone.layers()];
            } else {
                differing.add(i);
            }
        }
        int most = most(pairs.get(0));
        int start = 0;
        while (start < differing.size()) {
            int end = start + 1;
            while (end < differing.size()
                    && end - start < most
                    && isExact(pairs.get(differing.get(end))) == isExact(pairs.get(differing.get(start)))) {
                end++;
            }
            List<Integer> part = differing.subList(start, end);
            double[] values = distances(part.stream().map(pairs::get).toList());
            int width = values.length / part.size();
            for (int i = 0; i < part.size(); i++) {
                rows[part.get(i)] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
            }
            start = end;
        }
        return rows;
    }

    /** Where in the image a pair differs: {@code height × width} values whose mean is near the distance, row by row. */
    float[] map(Pair pair) {
        return call(LpipsProgram.MAP, List.of(pair), NDArray::toFloatArray);
    }

    private double[] distances(List<Pair> pairs) {
        return call(LpipsProgram.DISTANCES, pairs, NDArray::toDoubleArray);
    }

    private <T> T call(String method, List<Pair> pairs, Function<NDArray, T> read) {
        Supplier<T> calls = () -> {
            try (TorchScope scope = module.scope()) {
                return read.apply(scope.call(method, references(scope, pairs), reconstructions(scope, pairs)));
            } catch (ModuleCallException e) {
                throw e.of("LPIPS of images of " + pairs.get(0).reference().size());
            }
        };
        return cuda ? calls.get() : TorchModule.onOneThread(calls);
    }

    private int most(Pair pair) {
        return cuda ? (int) Math.max(1, PIXELS / ((long) pair.width() * pair.height())) : 1;
    }

    private static boolean areSame(Pair pair) {
        return pair.exact().isEmpty() && pair.reference().equals(pair.reconstruction());
    }

    private static boolean isExact(Pair pair) {
        return pair.exact().isPresent();
    }

    private static NDArray references(TorchScope scope, List<Pair> pairs) {
        return levels(scope, pairs.stream().map(Pair::reference).toList());
    }

    private static NDArray reconstructions(TorchScope scope, List<Pair> pairs) {
        Pair first = pairs.get(0);
        if (!isExact(first)) {
            return levels(scope, pairs.stream().map(Pair::reconstruction).toList());
        }
        int values = first.reference().pixels().length;
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact(pairs.size() * Float.BYTES, values))
                .order(ByteOrder.nativeOrder());
        FloatBuffer floats = buffer.asFloatBuffer();
        pairs.forEach(pair -> floats.put(pair.exact().orElseThrow()));
        return scope.floats(buffer, pairs.size(), RgbImage.CHANNELS, first.height(), first.width());
    }

    private static NDArray levels(TorchScope scope, List<RgbImage> images) {
        RgbImage first = images.get(0);
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact(images.size(), first.pixels().length));
        images.forEach(image -> buffer.put(image.pixels()));
        return scope.bytes(buffer.flip(), images.size(), first.height(), first.width(), RgbImage.CHANNELS);
    }

    @Override
    public void close() {
        module.close();
    }
}
