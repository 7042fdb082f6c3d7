package io.aegate.weights;

import io.aegate.weights.Pickled.Dict;
import io.aegate.weights.Pickled.Sequence;
import io.aegate.weights.Pickled.Storage;
import io.aegate.weights.Pickled.Text;
import io.aegate.weights.Pickled.Truth;
import io.aegate.weights.Pickled.Whole;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * The container that {@code torch.save} wrote until 1.5 ({@code _legacy_load} in {@code torch/serialization.py}): five
 * pickles (magic number, protocol, system, object, storage keys), then each storage as its count and its elements.
 */
final class LegacyContainer implements StorageSource {

    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final BigInteger PROTOCOL = BigInteger.valueOf(1001);

    private record Elements(long position, long count) {}

    private final WeightFile file;
    private final Map<String, Elements> storages = new HashMap<>();
    private final PickleBudget budget;
    private final TorchVocabulary vocabulary;
    private final Cursor cursor;
    private final Pickled content;

    private LegacyContainer(WeightFile file) {
        this.file = file;
        this.budget = new PickleBudget(file);
        this.vocabulary = new TorchVocabulary(file, budget);
        this.cursor = new Cursor(file, 0, Math.min(file.size(), PickleBudget.BYTES));
        if (!(next() instanceof Whole magic && magic.value().equals(MAGIC))) {
            throw file.refused("is a Python pickle, but not one that torch.save wrote;"
                    + " export it again with torch.save(model.state_dict(), ...).");
        }
        long at = cursor.position();
        if (!(next() instanceof Whole protocol && protocol.value().equals(PROTOCOL))) {
            throw file.damaged(at, "the protocol of the container is not 1001");
        }
        refuseBigEndian();
        content = next();
        readStorages();
    }

    static LegacyContainer open(WeightFile file) {
        return new LegacyContainer(file);
    }

    Pickled content() {
        return content;
    }

    @Override
    public long position(Storage storage) {
        Elements elements = storages.get(storage.key());
        if (elements == null) {
            throw file.damaged(
                    file.size(), "storage " + WeightFile.shown(storage.key()) + " is referred to, but not in the file");
        }
        if (storage.start() > elements.count() || storage.elements() > elements.count() - storage.start()) {
            throw file.damaged(
                    elements.position(),
                    "storage %s has %d elements, which is too few for %d from %d on"
                            .formatted(
                                    WeightFile.shown(storage.key()),
                                    elements.count(),
                                    storage.elements(),
                                    storage.start()));
        }
        if (storage.dtype() != vocabulary.storages().get(storage.key())) {
            throw file.damaged(
                    elements.position(), "storage " + WeightFile.shown(storage.key()) + " is used with two types");
        }
        return elements.position() + storage.start() * storage.dtype().bytes();
    }

    private Pickled next() {
        return PickleMachine.read(file, cursor, vocabulary, budget);
    }

    private void refuseBigEndian() {
        long at = cursor.position();
        if (!(next() instanceof Dict system && system.entries().get("little_endian") instanceof Truth little)) {
            throw file.damaged(at, "the container does not say its byte order");
        }
        if (!little.value()) {
            throw file.refused("was written in byte order \"big\", but ae-gate reads little-endian files;"
                    + " export it again on a little-endian machine.");
        }
    }

    private void readStorages() {
        long at = cursor.position();
        if (!(next() instanceof Sequence keys)) {
            throw file.damaged(at, "the list of storages is expected here");
        }
        long position = cursor.position();
        for (Pickled key : keys.values()) {
            DType dtype = key instanceof Text text ? vocabulary.storages().get(text.value()) : null;
            if (!(key instanceof Text name) || dtype == null) {
                throw file.damaged(at, "the list of storages names one that no tensor uses");
            }
            if (file.size() - position < Long.BYTES) {
                throw file.damaged(position, "the file ends before storage " + WeightFile.shown(name.value()));
            }
            long count = file.slice(position, Long.BYTES).getLong();
            position += Long.BYTES;
            if (count < 0 || count > (file.size() - position) / dtype.bytes()) {
                throw file.damaged(
                        position,
                        "storage %s has %d elements of type %s, but %d bytes are left"
                                .formatted(WeightFile.shown(name.value()), count, dtype, file.size() - position));
            }
            if (storages.putIfAbsent(name.value(), new Elements(position, count)) != null) {
                throw file.damaged(at, "the list of storages names " + WeightFile.shown(name.value()) + " twice");
            }
            position += count * dtype.bytes();
        }
    }
}
