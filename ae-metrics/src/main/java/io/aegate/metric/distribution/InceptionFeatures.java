package io.aegate.metric.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.ImageFeatures;
import io.aegate.network.Device;
import io.aegate.network.InceptionProgram;
import io.aegate.network.InceptionProgram.Convention;
import io.aegate.network.InceptionProgram.Layer;
import io.aegate.network.ModuleCallException;
import io.aegate.network.Precision;
import io.aegate.network.TorchModule;
import io.aegate.network.TorchScope;
import io.aegate.weights.StateDict;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the Inception V3 of FID sees of images, in the layers that metrics read.
 *
 * <p>Keys are {@code inception}, a layer ({@code 64}, {@code 192}, {@code 768}, {@code 2048}, {@code spatial}, {@code logits}) and the
 * convention by which pixels enter it: {@code pf} as pytorch-fid, {@code tf} as TensorFlow 1 and torch-fidelity, {@code clean} as
 * clean-fid. On the CPU a call takes one image, whatever the batch, so that its features depend on nothing else.
 */
final class InceptionFeatures implements ImageFeatures {

    static final String NETWORK = "inception";

    private static final Map<String, Convention> CONVENTIONS =
            Map.of("pf", Convention.PYTORCH_FID, "tf", Convention.TENSORFLOW, "clean", Convention.CLEAN_FID);

    private static final Map<String, Layer> LAYERS = Map.of(
            "64", Layer.POOL1,
            "192", Layer.POOL2,
            "768", Layer.MIXED6,
            "2048", Layer.POOL3,
            "spatial", Layer.SPATIAL,
            "logits", Layer.LOGITS);

    /** Images of one call on a CUDA device. */
    private static final int IMAGES = 32;

    /** Pixels of one call on a CUDA device; a larger image goes alone. */
    private static final long PIXELS = 1 << 23;

    private final boolean cuda;
    private final TorchModule module;

    /** In the order in which the program gives them. */
    private final Map<Layer, FeatureKey> keys;

    private InceptionFeatures(boolean cuda, TorchModule module, Map<Layer, FeatureKey> keys) {
        this.cuda = cuda;
        this.module = module;
        this.keys = keys;
    }

    /**
     * Opens the network for some layers; nothing is computed beyond what they need.
     *
     * @param keys of one convention
     * @param weights the file of {@link io.aegate.weights.OfficialWeights#INCEPTION}
     * @throws io.aegate.image.RefusedInputException if the weight file is not what it should be, or the device is not there
     */
    static InceptionFeatures open(Set<FeatureKey> keys, Device device, Precision precision, Path weights) {
        String input = keys.iterator().next().input();
        Map<Layer, FeatureKey> byLayer = new EnumMap<>(Layer.class);
        for (FeatureKey key : keys) {
            Layer layer = LAYERS.get(key.layer());
            if (!key.network().equals(NETWORK) || layer == null || !key.input().equals(input)) {
                throw new IllegalArgumentException("no features of one Inception V3 are " + keys);
            }
            byLayer.put(layer, key);
        }
        return new InceptionFeatures(
                device.isCuda(), module(input, byLayer.keySet(), device, precision, weights), byLayer);
    }

    private static TorchModule module(
            String input, Set<Layer> layers, Device device, Precision precision, Path weights) {
        Convention convention = CONVENTIONS.get(input);
        if (convention == null) {
            throw new IllegalArgumentException("no convention of Inception V3 is '" + input + "'");
        }
        return InceptionProgram.of(convention, layers, StateDict.read(weights)).load(device, precision);
    }

    @Override
    public Map<FeatureKey, Integer> layers() {
        Map<FeatureKey, Integer> widths = new LinkedHashMap<>();
        keys.forEach((layer, key) -> widths.put(key, layer.width()));
        return Collections.unmodifiableMap(widths);
    }

    @Override
    public Map<FeatureKey, float[][]> extract(List<RgbImage> images) {
        Map<FeatureKey, float[][]> rows = new LinkedHashMap<>();
        List<float[][]> tables = new ArrayList<>();
        for (FeatureKey key : keys.values()) {
            float[][] table = new float[images.size()][];
            tables.add(table);
            rows.put(key, table);
        }
        int start = 0;
        while (start < images.size()) {
            int end = Math.min(images.size(), start + most(images.get(start)));
            List<float[]> features = features(images.subList(start, end));
            for (int layer = 0; layer < tables.size(); layer++) {
                float[] values = features.get(layer);
                int width = values.length / (end - start);
                for (int i = 0; i < end - start; i++) {
                    tables.get(layer)[start + i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
                }
            }
            start = end;
        }
        return rows;
    }

    /** What the network sees of an image: {@code 3 × 299 × 299} values from 0 to 255. */
    float[] resized(RgbImage image) {
        try (TorchScope scope = module.scope()) {
            return scope.call(InceptionProgram.RESIZED, pixels(scope, List.of(image)))
                    .toFloatArray();
        }
    }

    private List<float[]> features(List<RgbImage> images) {
        Supplier<List<float[]>> calls = () -> {
            try (TorchScope scope = module.scope()) {
                NDList layers = scope.callForAll(InceptionProgram.FEATURES, pixels(scope, images));
                return layers.stream().map(NDArray::toFloatArray).toList();
            } catch (ModuleCallException e) {
                throw e.of("Inception's features of images of " + images.get(0).size());
            }
        };
        return cuda ? calls.get() : TorchModule.onOneThread(calls);
    }

    private int most(RgbImage image) {
        return cuda ? (int) Math.max(1, Math.min(IMAGES, PIXELS / ((long) image.width() * image.height()))) : 1;
    }

    private static NDArray pixels(TorchScope scope, List<RgbImage> images) {
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
