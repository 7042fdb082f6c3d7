package io.aegate.metric.pixel;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.PairBatch;
import io.aegate.network.Device;
import io.aegate.network.TorchModule;
import io.aegate.network.TorchScope;
import io.aegate.network.TorchScriptArchive;
import io.aegate.weights.DType;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The features of the pixel metrics computed by PyTorch on a device, in double precision.
 *
 * <p>They are the CPU's features to 1e-9 relative: sums are taken in another order. Safe for use by several threads until closed.
 */
public final class TorchPixelExtractors implements AutoCloseable {

    private static final String PROGRAM = "pixel.py";

    private final TorchModule module;

    private TorchPixelExtractors(TorchModule module) {
        this.module = module;
    }

    static TorchPixelExtractors on(Device device) {
        try {
            Path archive = Files.createTempFile("ae-gate-pixel", ".pt");
            try {
                TorchScriptArchive.write(archive, program(), Map.of("weights", weights()));
                return new TorchPixelExtractors(TorchModule.load(archive, device));
            } finally {
                Files.deleteIfExists(archive);
            }
        } catch (IOException e) {
            throw new RefusedInputException(
                    "The temporary folder " + System.getProperty("java.io.tmpdir") + " cannot be written ("
                            + e.getMessage() + "); set java.io.tmpdir to a folder that can.",
                    e);
        }
    }

    /** One for each feature of {@link PixelMetrics#cpuExtractors()}; a batch takes all of them, or none. */
    public List<FeatureExtractor> extractors() {
        return List.of(
                new Torch(PixelMetrics.ERRORS, "errors"),
                // Sums of integers are exact wherever they are taken.
                new ErrorExtractor(PixelMetrics.ROUNDED_ERRORS, true),
                new Torch(PixelMetrics.STRUCTURE, "structure"),
                new Torch(PixelMetrics.SIGNED, "signed_structure"),
                new Torch(PixelMetrics.LUMA, "luma"),
                new MultiScale(new Torch(PixelMetrics.MULTI_SCALE, "coarser_scales")));
    }

    @Override
    public void close() {
        module.close();
    }

    private static String program() {
        try (InputStream program = TorchPixelExtractors.class.getResourceAsStream(PROGRAM)) {
            if (program == null) {
                throw new IllegalStateException(PROGRAM + " is not on the class path");
            }
            return new String(program.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tensor weights() {
        double[] window = GaussianFilter.halfWindow();
        ByteBuffer bytes = ByteBuffer.allocate(window.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(window);
        return new Tensor(DType.FLOAT64, List.of((long) window.length), bytes);
    }

    /** What one method of the program returns for each pair. */
    private final class Torch implements FeatureExtractor {

        private final FeatureKey key;
        private final String method;

        Torch(FeatureKey key, String method) {
            this.key = key;
            this.method = method;
        }

        @Override
        public FeatureKey key() {
            return key;
        }

        @Override
        public double[][] extract(PairBatch batch) {
            double[][] rows = new double[batch.pairs().size()][];
            int start = 0;
            for (PairTensors part : PairTensors.of(batch.pairs())) {
                double[] features;
                try (TorchScope scope = module.scope()) {
                    features = scope.call(method, part.reference(scope), part.reconstruction(scope))
                            .toDoubleArray();
                }
                int width = features.length / part.count();
                for (int i = 0; i < part.count(); i++) {
                    rows[start + i] = Arrays.copyOfRange(features, i * width, (i + 1) * width);
                }
                start += part.count();
            }
            return rows;
        }
    }

    /** MS-SSIM from the coarser scales and the features of {@link PixelMetrics#STRUCTURE}. */
    private record MultiScale(Torch coarserScales) implements FeatureExtractor {

        @Override
        public FeatureKey key() {
            return coarserScales.key();
        }

        @Override
        public double[][] extract(PairBatch batch) {
            double[][] structure = batch.features(PixelMetrics.STRUCTURE);
            double[][] coarser = coarserScales.extract(batch);
            return IntStream.range(0, coarser.length)
                    .mapToObj(i -> new double[] {MultiScaleExtractor.product(structure[i], coarser[i])})
                    .toArray(double[][]::new);
        }
    }
}
