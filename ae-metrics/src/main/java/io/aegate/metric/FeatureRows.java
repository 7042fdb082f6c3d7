package io.aegate.metric;

import io.aegate.image.RefusedInputException;
import io.aegate.network.RowSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * The features of each image of a set, one row of floats an image.
 *
 * <p>Rows are kept by the image's place in name order, so that nothing computed from them depends on how the images were split, batched or
 * shared out among threads. Safe for several threads that put different rows. Up to 16 MiB lie on the heap; more lies in a temporary file,
 * which is deleted when the rows are closed.
 */
public final class FeatureRows implements Distribution, RowSource, AutoCloseable {

    private static final int COMPARED = 256;

    private final int width;
    private final RowStorage storage;
    private final AtomicIntegerArray present;

    /** Which row of the storage each row is. */
    private final int[] places;

    private final boolean owner;

    private FeatureRows(int width, RowStorage storage, AtomicIntegerArray present, int[] places, boolean owner) {
        this.width = width;
        this.storage = storage;
        this.present = present;
        this.places = places;
        this.owner = owner;
    }

    /**
     * Empty rows for a set of that many images.
     *
     * @throws io.aegate.image.RefusedInputException if they need a temporary file, and it cannot be made
     */
    public static FeatureRows create(int count, int width) {
        if (count < 0 || width < 1) {
            throw new IllegalArgumentException("no rows are " + count + " × " + width);
        }
        return new FeatureRows(
                width,
                RowStorage.open(count, width),
                new AtomicIntegerArray(count),
                IntStream.range(0, count).toArray(),
                true);
    }

    /**
     * Keeps an image's features.
     *
     * @throws IllegalArgumentException if the image has some already, or their number is another
     * @throws RefusedInputException if one of them is NaN or infinite, which is a fault of the network's weights or of its precision
     */
    public void put(int image, float[] row) {
        if (row.length != width) {
            throw new IllegalArgumentException("an image has " + width + " features, not " + row.length);
        }
        for (int i = 0; i < width; i++) {
            if (!Float.isFinite(row[i])) {
                throw new RefusedInputException("The network gives " + row[i] + " as feature " + i + " of image "
                        + image + ", so its weights cannot be what they should be; use the official file, and"
                        + " precision=fp32.");
            }
        }
        int place = places[image];
        if (!present.compareAndSet(place, 0, 1)) {
            throw new IllegalArgumentException("image " + image + " has its features already");
        }
        storage.write(place, row);
    }

    /** Whether an image has its features. */
    public boolean has(int image) {
        return present.get(places[image]) != 0;
    }

    /** An image's features. */
    public float[] row(int image) {
        float[] row = new float[width];
        ByteBuffer bytes = buffer(1);
        read(image, 1, bytes);
        bytes.flip().asFloatBuffer().get(row);
        return row;
    }

    /** @throws IllegalStateException if one of these images has no features */
    @Override
    public void read(int from, int rows, ByteBuffer target) {
        int at = from;
        while (at < from + rows) {
            int run = 1;
            while (at + run < from + rows && places[at + run] == places[at] + run) {
                run++;
            }
            for (int i = at; i < at + run; i++) {
                if (!has(i)) {
                    throw new IllegalStateException("image " + i + " has no features");
                }
            }
            storage.read(places[at], run, target);
            at += run;
        }
    }

    /** A view of some of the rows, in the order that is given; a row may occur more than once. */
    public FeatureRows select(int[] images) {
        return new FeatureRows(
                width,
                storage,
                present,
                Arrays.stream(images).map(image -> places[image]).toArray(),
                false);
    }

    /** A view of all rows but those of a block. */
    public FeatureRows without(int from, int to) {
        return select(IntStream.range(0, count())
                .filter(image -> image < from || image >= to)
                .toArray());
    }

    /**
     * The rows of both, of which each has some of the same set.
     *
     * @throws IllegalArgumentException if they are of other sizes, or both have the features of an image
     */
    public FeatureRows merge(FeatureRows other) {
        if (other.count() != count() || other.width != width) {
            throw new IllegalArgumentException("rows of one set have one count and one width");
        }
        FeatureRows both = create(count(), width);
        try {
            for (FeatureRows part : new FeatureRows[] {this, other}) {
                for (int image = 0; image < count(); image++) {
                    if (part.has(image)) {
                        both.put(image, part.row(image));
                    }
                }
            }
            return both;
        } catch (RuntimeException e) {
            both.close();
            throw e;
        }
    }

    /** Whether the other has the same features in the same order, to the bit but for the sign of zero. */
    public boolean sameContentAs(FeatureRows other) {
        if (other.count() != count() || other.width != width) {
            return false;
        }
        int most = Math.max(1, Math.min(COMPARED, count()));
        ByteBuffer mine = buffer(most);
        ByteBuffer theirs = buffer(most);
        for (int from = 0; from < count(); from += most) {
            int rows = Math.min(most, count() - from);
            read(from, rows, mine.clear());
            other.read(from, rows, theirs.clear());
            if (!mine.flip().asFloatBuffer().equals(theirs.flip().asFloatBuffer())) {
                return false;
            }
        }
        return true;
    }

    private ByteBuffer buffer(int rows) {
        return ByteBuffer.allocate(rows * width * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    @Override
    public int count() {
        return places.length;
    }

    @Override
    public int width() {
        return width;
    }

    /** Frees the rows; of a view, nothing. */
    @Override
    public void close() {
        if (owner) {
            storage.close();
        }
    }
}
