package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.Pickled.View;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Makes tensors in C order of views: a slice of the file where the elements already lie so, otherwise a copy.
 *
 * <p>Every view is held against its storage first. Copies take heap, so all together are bounded by four times the file.
 */
final class TensorAssembly {

    private static final int COPIES_PER_BYTE = 4;

    private final WeightFile file;
    private final StorageSource storages;
    private long copyable;

    TensorAssembly(WeightFile file, StorageSource storages) {
        this.file = file;
        this.storages = storages;
        this.copyable = Math.multiplyExact(COPIES_PER_BYTE, file.size());
    }

    Tensor assemble(String name, View view) {
        DType dtype = view.storage().dtype();
        long elements;
        long last;
        try {
            elements = view.sizes().stream().reduce(1L, Math::multiplyExact);
            last = elements == 0 ? -1 : last(view);
        } catch (ArithmeticException e) {
            throw refused(name, view, "more elements than can be counted");
        }
        if (last >= view.storage().elements()) {
            throw refused(
                    name,
                    view,
                    "element " + last + " of a storage of " + view.storage().elements());
        }
        if (elements > view.storage().elements()) {
            throw file.refused("has the tensor " + WeightFile.shown(name) + " of " + elements
                    + " elements expanded from a storage of " + view.storage().elements()
                    + "; call contiguous() on it and export it again.");
        }
        if (elements > Integer.MAX_VALUE / dtype.bytes()) {
            throw tooLarge(file, name, elements, dtype);
        }
        long start = storages.position(view.storage());
        if (elements == 0) {
            return new Tensor(dtype, view.sizes(), ByteBuffer.allocate(0));
        }
        long first = start + view.offset() * dtype.bytes();
        if (isContiguous(view)) {
            return new Tensor(dtype, view.sizes(), file.slice(first, elements * dtype.bytes()));
        }
        long span = last - view.offset() + 1;
        if (span > Integer.MAX_VALUE / dtype.bytes()) {
            throw tooLarge(file, name, span, dtype);
        }
        copyable -= elements * dtype.bytes();
        if (copyable < 0) {
            throw file.refused("has more views of the same elements than ae-gate copies, " + WeightFile.shown(name)
                    + " being the last; call contiguous() on its tensors and export it again.");
        }
        return new Tensor(dtype, view.sizes(), gather(view, file.slice(first, span * dtype.bytes()), (int) elements));
    }

    static RefusedInputException tooLarge(WeightFile file, String name, long elements, DType dtype) {
        return file.refused("has the tensor " + WeightFile.shown(name) + " over " + elements + " elements of type "
                + dtype + ", but a tensor has at most 2 GiB; split it and export it again.");
    }

    private static long last(View view) {
        long last = view.offset();
        for (int i = 0; i < view.sizes().size(); i++) {
            last = Math.addExact(
                    last,
                    Math.multiplyExact(view.sizes().get(i) - 1, view.strides().get(i)));
        }
        return last;
    }

    private static boolean isContiguous(View view) {
        long expected = 1;
        for (int i = view.sizes().size() - 1; i >= 0; i--) {
            long size = view.sizes().get(i);
            if (size != 1 && view.strides().get(i) != expected) {
                return false;
            }
            expected *= size;
        }
        return true;
    }

    /** Counts through the sizes like an odometer, last dimension fastest; every position fits in an int, as the span does. */
    private static ByteBuffer gather(View view, ByteBuffer from, int elements) {
        int width = view.storage().dtype().bytes();
        List<Long> sizes = view.sizes();
        long[] index = new long[sizes.size()];
        long element = 0;
        ByteBuffer to = ByteBuffer.allocate(elements * width).order(ByteOrder.LITTLE_ENDIAN);
        for (int n = 0; n < elements; n++) {
            to.put(n * width, from, (int) element * width, width);
            for (int i = index.length - 1; i >= 0; i--) {
                long stride = view.strides().get(i);
                element += stride;
                if (++index[i] < sizes.get(i)) {
                    break;
                }
                element -= stride * sizes.get(i);
                index[i] = 0;
            }
        }
        return to;
    }

    private RefusedInputException refused(String name, View view, String what) {
        return file.refused("is damaged: the tensor " + WeightFile.shown(name) + " with sizes " + view.sizes()
                + ", strides " + view.strides() + " and offset " + view.offset() + " would need " + what
                + "; download or export it again.");
    }
}
