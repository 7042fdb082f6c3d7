package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.Pickled.Dict;
import io.aegate.weights.Pickled.View;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The named tensors of a weight file, read as data: no code that a file carries ever runs.
 *
 * <p>Containers are told apart by their content, whatever the file is called: the zip archive that {@code torch.save} writes, the
 * one it wrote until PyTorch 1.5, the program that {@code torch.jit.save} writes, and safetensors. The file is mapped, and tensors are slices of it wherever
 * their elements already lie in C order, so it must not be overwritten while they are in use. A
 * tensor has at most 2 GiB.
 *
 * <p>Of a pickled checkpoint this is the state dict:
 *
 * <ol>
 *   <li>the dict at the top, if one of its values is a tensor;
 *   <li>otherwise, of those of its values that are dicts with a tensor among their values: the one named {@code state_dict},
 *       or else {@code model}, or else the only one.
 * </ol>
 *
 * <p>Values of that dict that are not tensors are ignored, and so is all beside it, such as an optimizer's state.
 *
 * <p>Of a program these are the tensors among the attributes of its modules, each under the names on the way to it, joined by
 * dots: what {@code state_dict()} of the loaded program gives.
 */
public final class StateDict {

    private static final List<String> USUAL_NAMES = List.of("state_dict", "model");
    private static final int NEAREST = 3;
    private static final int BEGINNING = 32;

    private final String fileName;
    private final String sha256;
    private final Map<String, Tensor> tensors;

    private StateDict(String fileName, String sha256, Map<String, Tensor> tensors) {
        this.fileName = fileName;
        this.sha256 = sha256;
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * Reads a {@code .pth}, {@code .pt}, {@code .ckpt} or {@code .safetensors} file.
     *
     * @throws RefusedInputException if the file is missing, damaged, of another format, or would call anything but what
     *     builds tensors
     */
    public static StateDict read(Path file) {
        try (WeightFile bytes = WeightFile.of(file)) {
            return read(bytes);
        }
    }

    static StateDict read(WeightFile file) {
        Map<String, Tensor> tensors = tensors(file);
        if (tensors.isEmpty()) {
            throw file.refused("holds no tensors; export it with torch.save(model.state_dict(), ...).");
        }
        return new StateDict(file.name(), file.sha256(), tensors);
    }

    /** The tensors by name, in the file's order. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /**
     * The tensor of that name.
     *
     * @throws RefusedInputException if there is none; the message gives the nearest names
     */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new RefusedInputException(
                    fileName + " has no tensor " + name + " (nearest: " + RefusedInputException.named(nearest(name))
                            + "); give weights of the architecture that is meant.");
        }
        return tensor;
    }

    /** SHA-256 of the whole file, in lower-case hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** The file's name without its folder. */
    public String fileName() {
        return fileName;
    }

    @Override
    public String toString() {
        return "StateDict[" + fileName + ", " + tensors.size() + " tensors]";
    }

    private static Map<String, Tensor> tensors(WeightFile file) {
        String beginning = beginning(file);
        if (beginning.startsWith("PK")) {
            ZipContainer zip = ZipContainer.open(file);
            return assemble(file, zip.isProgram() ? zip.readProgram() : stateDict(file, zip.readPickle()), zip);
        }
        // Only a length tells the two apart where a header's first byte is that of a pickle.
        boolean pickle = beginning.startsWith("\u0080");
        if (Safetensors.matches(file) && (!pickle || Safetensors.hasPlausibleLength(file))) {
            return Safetensors.read(file);
        }
        if (pickle) {
            LegacyContainer legacy = LegacyContainer.open(file);
            return assemble(file, stateDict(file, legacy.content()), legacy);
        }
        throw unknown(file, beginning);
    }

    private static Dict stateDict(WeightFile file, Pickled content) {
        if (!(content instanceof Dict top)) {
            throw file.refused("holds " + content.kind()
                    + ", not a dict of tensors; export it with torch.save(model.state_dict(), ...).");
        }
        if (top.holdsTensors()) {
            return top;
        }
        Map<Object, Dict> nested = new LinkedHashMap<>();
        top.entries().forEach((key, value) -> {
            if (value instanceof Dict dict && dict.holdsTensors()) {
                nested.put(key, dict);
            }
        });
        return USUAL_NAMES.stream()
                .map(nested::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> only(file, top, nested));
    }

    private static Dict only(WeightFile file, Dict top, Map<Object, Dict> nested) {
        if (nested.size() == 1) {
            return nested.values().iterator().next();
        }
        throw file.refused(
                nested.isEmpty()
                        ? "holds a dict without tensors (keys: " + keys(top.entries())
                                + "); export it with torch.save(model.state_dict(), ...)."
                        : "holds several dicts of tensors (" + keys(nested)
                                + "); save the one that is meant with torch.save.");
    }

    private static String keys(Map<Object, ?> entries) {
        return RefusedInputException.named(entries.keySet().stream()
                .map(key -> key.getClass() == Object.class ? "?" : WeightFile.shown(key.toString()))
                .toList());
    }

    private static Map<String, Tensor> assemble(WeightFile file, Dict dict, StorageSource storages) {
        TensorAssembly assembly = new TensorAssembly(file, storages);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        dict.entries().forEach((key, value) -> {
            if (value instanceof View view) {
                if (!(key instanceof String name)) {
                    throw file.refused("has a tensor whose key is not a string (" + keys(Map.of(key, view))
                            + "); export it with torch.save(model.state_dict(), ...).");
                }
                tensors.put(name, assembly.assemble(name, view));
            }
        });
        return tensors;
    }

    private static String beginning(WeightFile file) {
        byte[] bytes = new byte[(int) Math.min(file.size(), BEGINNING)];
        file.slice(0, bytes.length).get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static RefusedInputException unknown(WeightFile file, String beginning) {
        if (beginning.isEmpty()) {
            return file.refused("is empty; download or export it again.");
        }
        if (beginning.startsWith("version https://git-lfs")) {
            return file.refused("is a Git LFS pointer, not the weights themselves; fetch them with git lfs pull.");
        }
        if (beginning.stripLeading().startsWith("<")) {
            return file.refused("is a web page, not weights (it begins with \"" + WeightFile.shown(beginning)
                    + "\"); download it again from an address that gives the file itself.");
        }
        return file.refused("begins with \"" + WeightFile.shown(beginning)
                + "\", but ae-gate reads .pth files of torch.save and .safetensors;"
                + " export it with torch.save(model.state_dict(), ...).");
    }

    /** Those that share most with it at their beginning and end, which is where names of layers differ least. */
    private List<String> nearest(String name) {
        return tensors.keySet().stream()
                .sorted(Comparator.comparingInt(candidate -> difference(name, candidate)))
                .limit(NEAREST)
                .map(WeightFile::shown)
                .toList();
    }

    /** Characters of the longer name outside the common beginning and end. */
    private static int difference(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        int prefix = 0;
        while (prefix < shorter && a.charAt(prefix) == b.charAt(prefix)) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < shorter - prefix && a.charAt(a.length() - 1 - suffix) == b.charAt(b.length() - 1 - suffix)) {
            suffix++;
        }
        return Math.max(a.length(), b.length()) - prefix - suffix;
    }
}
