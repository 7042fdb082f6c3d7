package io.aegate.metric.pixel;

import ai.djl.ndarray.NDArray;
import io.aegate.image.RgbImage;
import io.aegate.metric.Pair;
import io.aegate.network.TorchScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Some pairs of a batch, of one kind of reconstruction and few enough for a device's memory, as tensors. */
final class PairTensors {

    /**
     * Values an image side may have together in one call, about twenty images of 256×256; a call holds some thirty doubles for each, and
     * a larger image goes alone.
     */
    private static final int VALUES = 1 << 22;

    private final List<Pair> pairs;
    private final int values;

    private PairTensors(List<Pair> pairs) {
        this.pairs = pairs;
        this.values = pairs.get(0).reference().pixels().length;
    }

    static List<PairTensors> of(List<Pair> pairs) {
        int most = Math.max(1, VALUES / pairs.get(0).reference().pixels().length);
        List<PairTensors> parts = new ArrayList<>();
        int start = 0;
        while (start < pairs.size()) {
            boolean exact = pairs.get(start).exact().isPresent();
            int end = start + 1;
            while (end < pairs.size()
                    && end - start < most
                    && pairs.get(end).exact().isPresent() == exact) {
                end++;
            }
            parts.add(new PairTensors(pairs.subList(start, end)));
            start = end;
        }
        return parts;
    }

    int count() {
        return pairs.size();
    }

    /** {@code N × H × W × 3} bytes. */
    NDArray reference(TorchScope scope) {
        return levels(scope, pairs.stream().map(Pair::reference).toList());
    }

    /** {@code N × H × W × 3} bytes, or {@code N × 3 × H × W} floats where the reconstructions are exact. */
    NDArray reconstruction(TorchScope scope) {
        if (pairs.get(0).exact().isEmpty()) {
            return levels(scope, pairs.stream().map(Pair::reconstruction).toList());
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact(count() * Float.BYTES, values))
                .order(ByteOrder.nativeOrder());
        FloatBuffer floats = buffer.asFloatBuffer();
        pairs.forEach(pair -> floats.put(pair.exact().orElseThrow()));
        return scope.floats(buffer, count(), RgbImage.CHANNELS, height(), width());
    }

    private NDArray levels(TorchScope scope, List<RgbImage> images) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact(count(), values));
        images.forEach(image -> buffer.put(image.pixels()));
        return scope.bytes(buffer.flip(), count(), height(), width(), RgbImage.CHANNELS);
    }

    private int width() {
        return pairs.get(0).width();
    }

    private int height() {
        return pairs.get(0).height();
    }
}
