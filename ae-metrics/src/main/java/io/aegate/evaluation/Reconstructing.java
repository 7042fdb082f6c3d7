package io.aegate.evaluation;

import io.aegate.checkpoint.Autoencoder;
import io.aegate.checkpoint.Quantize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Completes pairs with a checkpoint's reconstructions; used by one thread. */
final class Reconstructing {

    /** Of pairs that came complete. */
    static final Reconstructing NOTHING = new Reconstructing(Optional.empty(), Quantize.ROUND);

    /** Far below a grey level, and far above what the order of a sum changes. */
    private static final float SAME = 1e-4f;

    private final Optional<Autoencoder> autoencoder;
    private final Quantize quantize;
    private boolean checkedForSampling;

    Reconstructing(Autoencoder autoencoder, Quantize quantize) {
        this(Optional.of(autoencoder), quantize);
    }

    private Reconstructing(Optional<Autoencoder> autoencoder, Quantize quantize) {
        this.autoencoder = autoencoder;
        this.quantize = quantize;
    }

    /** An image as it was read, with its name for messages. */
    record Read(int index, String name, RgbImage reference, Optional<RgbImage> reconstruction) {}

    /** How many images a batch should have at least. */
    int atOnce() {
        return autoencoder.map(Autoencoder::atOnce).orElse(1);
    }

    List<Pair> complete(List<Read> batch) {
        if (autoencoder.isEmpty()) {
            return batch.stream()
                    .map(read -> Pair.of(
                            read.index(),
                            read.reference(),
                            read.reconstruction().orElseThrow()))
                    .toList();
        }
        List<RgbImage> references = batch.stream().map(Read::reference).toList();
        List<float[]> outputs = autoencoder.get().reconstruct(references);
        if (!checkedForSampling) {
            refuseSampling(outputs, autoencoder.get().reconstruct(references));
            checkedForSampling = true;
        }
        List<Pair> pairs = new ArrayList<>(batch.size());
        for (int i = 0; i < outputs.size(); i++) {
            pairs.add(pair(batch.get(i), outputs.get(i)));
        }
        return pairs;
    }

    private Pair pair(Read read, float[] planes) {
        Quantize.clamp(read.name(), planes);
        RgbImage reference = read.reference();
        RgbImage reconstruction = quantize.toImage(planes, reference.width(), reference.height());
        Optional<float[]> exact = quantize == Quantize.NONE ? Optional.of(planes) : Optional.empty();
        return new Pair(read.index(), reference, reconstruction, exact);
    }

    private static void refuseSampling(List<float[]> once, List<float[]> again) {
        float most = 0;
        for (int i = 0; i < once.size(); i++) {
            float[] a = once.get(i);
            float[] b = again.get(i);
            for (int k = 0; k < a.length; k++) {
                // A first value that is no number is refused as such later; a second one is a difference like any
                // other.
                float difference = Float.isFinite(a[k]) ? Math.abs(a[k] - b[k]) : 0;
                most = Math.max(most, Float.isNaN(difference) ? Float.POSITIVE_INFINITY : difference);
            }
        }
        if (most > SAME) {
            throw new RefusedInputException(
                    "The checkpoint gave other pixels (values apart by up to %.4f) when the same images were decoded again, so its values would not be reproducible; export it without sampling, decoding the posterior's mode."
                            .formatted(most));
        }
    }
}
