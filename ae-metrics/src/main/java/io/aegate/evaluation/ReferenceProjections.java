package io.aegate.evaluation;

import io.aegate.image.ImagePairs;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.FeatureRows;
import io.aegate.metric.KeptRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What projectors saw in the references, from one run to the next.
 *
 * <p>Rows of one projector have one length only where the images have one size; where they have not, or where a set's projections would
 * take more than {@value #MOST} bytes, they are computed each time.
 */
final class ReferenceProjections implements AutoCloseable {

    /** A quarter of what the cache holds in all. */
    private static final long MOST = 512L << 20;

    private final Optional<ReferenceFeatures> cache;
    private final int images;
    private final List<Table> tables = new ArrayList<>();

    /** @param pairs that were inspected */
    ReferenceProjections(Optional<ReferenceFeatures> cache, ImagePairs pairs) {
        this.images = pairs.size();
        boolean oneSize =
                IntStream.range(1, images).allMatch(image -> pairs.sizeOf(image).equals(pairs.sizeOf(0)));
        this.cache = oneSize ? cache : Optional.empty();
    }

    /** Those of a projector. */
    KeptRows of(FeatureKey key) {
        if (cache.isEmpty()) {
            return KeptRows.NONE;
        }
        Table table = new Table(key, cache.get().find(key, images), images);
        tables.add(table);
        return table;
    }

    /** Keeps what was seen of all references for the next run. */
    void store() {
        cache.ifPresent(kept -> tables.forEach(table -> table.storeIn(kept)));
    }

    @Override
    public void close() {
        tables.forEach(Table::close);
    }

    private static final class Table implements KeptRows {

        private final FeatureKey key;
        private final boolean known;
        private final int images;
        private final AtomicInteger present = new AtomicInteger();
        private Optional<FeatureRows> rows;
        private boolean given;

        Table(FeatureKey key, Optional<FeatureRows> rows, int images) {
            this.key = key;
            this.known = rows.isPresent();
            this.rows = rows;
            this.images = images;
        }

        @Override
        public Optional<float[]> find(int image) {
            return known ? rows.map(all -> all.row(image)) : Optional.empty();
        }

        @Override
        public void keep(int image, float[] row) {
            rowsOf(row.length).ifPresent(all -> {
                all.put(image, row);
                present.incrementAndGet();
            });
        }

        /** Empty where rows of that length cannot be kept. */
        private synchronized Optional<FeatureRows> rowsOf(int width) {
            if (!given && !known && (long) images * width * Float.BYTES <= MOST) {
                rows = Optional.of(FeatureRows.create(images, width));
            }
            given = true;
            return rows.filter(all -> all.width() == width);
        }

        void storeIn(ReferenceFeatures kept) {
            if (!known && present.get() == images) {
                rows.ifPresent(all -> kept.store(key, all));
            }
        }

        void close() {
            rows.ifPresent(FeatureRows::close);
        }
    }
}
