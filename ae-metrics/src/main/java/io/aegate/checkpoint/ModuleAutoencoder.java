package io.aegate.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.network.ModuleCallException;
import io.aegate.network.TorchModule;
import io.aegate.network.TorchScope;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Runs a module as an autoencoder: bytes to floats in its range, through it, and back to [0, 1]. */
final class ModuleAutoencoder implements Autoencoder {

    private static final float LEVELS = 255f;

    private final String name;
    private final TorchModule module;
    private final Range range;
    private final Latent latent;
    private final boolean halves;
    private ByteBuffer input = ByteBuffer.allocateDirect(0);

    /**
     * Takes over a module.
     *
     * @param name of the checkpoint, for messages
     * @param halves whether to call encode and decode, or forward
     */
    ModuleAutoencoder(String name, TorchModule module, Range range, Latent latent, boolean halves) {
        this.name = name;
        this.module = module;
        this.range = range;
        this.latent = latent;
        this.halves = halves;
    }

    @Override
    public List<float[]> reconstruct(List<RgbImage> images) {
        RgbImage first = images.get(0);
        Shape expected = new Shape(images.size(), RgbImage.CHANNELS, first.height(), first.width());
        try (TorchScope scope = module.scope()) {
            NDArray pixels =
                    scope.bytes(filled(images), images.size(), first.height(), first.width(), RgbImage.CHANNELS);
            // Flattening copies the permuted view into C order, which is what modules that call view() rely on.
            NDArray planes = pixels.transpose(0, 3, 1, 2).flatten().reshape(expected);
            NDArray x = planes.toType(DataType.FLOAT32, false).div(LEVELS);
            NDArray y = halves ? throughLatent(scope, toRange(x), first) : scope.call("forward", toRange(x));
            if (!y.getShape().equals(expected)) {
                throw new RefusedInputException(wrongShape(y.getShape(), expected));
            }
            return split(fromRange(scope.toFloats(y)), images.size());
        } catch (ModuleCallException e) {
            throw new RefusedInputException(
                    e.returned()
                            ? name + " gives no images: " + e.getMessage()
                                    + "; export methods that return a tensor, or a tuple of tensors whose first is wanted."
                            : name + cannotTake(images.size(), first) + e.getMessage() + remedies(images.size()),
                    e);
        }
    }

    private static String cannotTake(int batch, RgbImage image) {
        return batch == 1
                ? " cannot take an image of " + image.size() + ": "
                : " cannot take a batch of " + batch + " images of " + image.size() + ": ";
    }

    private String remedies(int batch) {
        return "; if it wants another size set resize=center-crop:N"
                + (batch == 1 ? "" : ", if another batch set batchSize")
                + (halves && latent == Latent.MOMENTS ? ", if encode returns no moments set latent=tensor." : ".");
    }

    private NDArray throughLatent(TorchScope scope, NDArray x, RgbImage image) {
        NDArray encoded = scope.call("encode", x);
        Shape shape = encoded.getShape();
        if (shape.dimension() == 4
                && (!divides(shape.get(2), image.height()) || !divides(shape.get(3), image.width()))) {
            long factor = Math.round((double) image.height() / Math.max(1, shape.get(2)));
            throw new RefusedInputException(
                    name + " makes a latent of " + shape.get(3) + "x" + shape.get(2) + " from an image of "
                            + image.size() + ", whose sides are not multiples of its factor (" + factor
                            + "); set resize=center-crop:N with such an N.");
        }
        if (latent == Latent.MOMENTS) {
            if (shape.dimension() < 2 || shape.get(1) % 2 != 0) {
                throw new RefusedInputException(name + " has latent=moments, but encode returns shape " + shape
                        + ", whose channels are not two halves; use latent=tensor.");
            }
            encoded = encoded.get(":, :" + shape.get(1) / 2);
        }
        return scope.call("decode", encoded);
    }

    private static boolean divides(long part, long whole) {
        return part > 0 && whole % part == 0;
    }

    private String wrongShape(Shape got, Shape expected) {
        return name + " gives shape " + got + " for images of shape " + expected
                + "; images must come back in their own size, so set resize=center-crop:N with a multiple of its factor.";
    }

    private NDArray toRange(NDArray x) {
        return range == Range.ZERO_TO_ONE ? x : x.mul(2f).sub(1f);
    }

    private NDArray fromRange(NDArray y) {
        return range == Range.ZERO_TO_ONE ? y : y.add(1f).div(2f);
    }

    private ByteBuffer filled(List<RgbImage> images) {
        int bytes = images.stream().mapToInt(image -> image.pixels().length).reduce(0, Math::addExact);
        if (input.capacity() < bytes) {
            input = ByteBuffer.allocateDirect(bytes);
        }
        input.clear();
        images.forEach(image -> input.put(image.pixels()));
        return input.flip();
    }

    private static List<float[]> split(NDArray planes, int images) {
        FloatBuffer values = planes.toByteBuffer().asFloatBuffer();
        int size = values.remaining() / images;
        List<float[]> split = new ArrayList<>(images);
        for (int i = 0; i < images; i++) {
            float[] image = new float[size];
            values.get(image);
            split.add(image);
        }
        return split;
    }

    @Override
    public void close() {
        module.close();
    }
}
