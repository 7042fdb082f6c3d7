package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.Pickled.Dict;
import io.aegate.weights.Pickled.Storage;
import java.util.List;

/**
 * The zip archive that {@code torch.save} has written since 1.6: {@code <root>/data.pkl}, the pickle, and
 * {@code <root>/data/<key>}, the bytes of each storage; {@code torch.jit.save} writes programs in the same way, with their
 * code beside, which is not looked at.
 */
final class ZipContainer implements StorageSource {

    private static final String PICKLE = "/data.pkl";

    private final WeightFile file;
    private final ZipDirectory directory;
    private final String root;

    private ZipContainer(WeightFile file, ZipDirectory directory, String root) {
        this.file = file;
        this.directory = directory;
        this.root = root;
    }

    static ZipContainer open(WeightFile file) {
        ZipDirectory directory = ZipDirectory.read(file);
        List<String> pickles =
                directory.names().stream().filter(name -> name.endsWith(PICKLE)).toList();
        if (pickles.size() != 1) {
            throw file.refused("is a zip archive "
                    + (pickles.isEmpty()
                            ? "without an entry data.pkl"
                            : "with several entries data.pkl (" + RefusedInputException.named(shown(pickles)) + ")")
                    + ", so it is no checkpoint; export it with torch.save(model.state_dict(), ...).");
        }
        String pickle = pickles.get(0);
        ZipContainer container =
                new ZipContainer(file, directory, pickle.substring(0, pickle.length() - PICKLE.length()));
        container.refuseBigEndian();
        return container;
    }

    /** Whether {@code torch.jit.save} wrote it, of which no state dict has the constants. */
    boolean isProgram() {
        return directory.find(root + "/constants.pkl").isPresent();
    }

    Pickled readPickle() {
        PickleBudget budget = new PickleBudget(file);
        return readPickle(new TorchVocabulary(file, budget), budget);
    }

    /** The tensors of a program, which is not run, by their paths. */
    Dict readProgram() {
        PickleBudget budget = new PickleBudget(file);
        ProgramVocabulary vocabulary = new ProgramVocabulary(file, budget);
        return new ModuleTree(file, budget).tensors(readPickle(vocabulary, budget));
    }

    private Pickled readPickle(PickleVocabulary vocabulary, PickleBudget budget) {
        ZipDirectory.Entry entry = entry(root + PICKLE);
        Cursor cursor = new Cursor(file, entry.start(), Math.min(entry.size(), PickleBudget.BYTES));
        return PickleMachine.read(file, cursor, vocabulary, budget);
    }

    @Override
    public long position(Storage storage) {
        ZipDirectory.Entry entry = entry(root + "/data/" + storage.key());
        if (storage.elements() > entry.size() / storage.dtype().bytes()) {
            throw file.damaged(
                    entry.start(),
                    "%s has %d bytes, which is too few for %d elements of type %s"
                            .formatted(
                                    WeightFile.shown(entry.name()), entry.size(), storage.elements(), storage.dtype()));
        }
        return entry.start();
    }

    private void refuseBigEndian() {
        directory.find(root + "/byteorder").ifPresent(byteorder -> {
            directory.verify(byteorder);
            String order = new Cursor(file, byteorder.start(), Math.min(byteorder.size(), 16))
                    .text(Math.min(byteorder.size(), 16));
            if (!order.equals("little")) {
                throw file.refused("was written in byte order \"" + WeightFile.shown(order)
                        + "\", but ae-gate reads little-endian files; export it again on a little-endian machine.");
            }
        });
    }

    private ZipDirectory.Entry entry(String name) {
        ZipDirectory.Entry entry = directory
                .find(name)
                .orElseThrow(() -> file.damaged(
                        file.size(),
                        "the zip archive has no entry " + WeightFile.shown(name) + ", which it refers to"));
        directory.verify(entry);
        return entry;
    }

    private static List<String> shown(List<String> names) {
        return names.stream().map(WeightFile::shown).toList();
    }
}
