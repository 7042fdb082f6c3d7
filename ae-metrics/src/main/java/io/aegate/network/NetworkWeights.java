package io.aegate.network;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Takes the tensors of a network from its weight file, each of the shape that the network has. */
final class NetworkWeights {

    /**
     * How messages speak of a network.
     *
     * @param has the network and its verb, as in "where AlexNet has [64]"
     * @param lacks the same denied, as in "tensors that AlexNet does not have"
     * @param ifMisshaped what to do about a tensor of another shape
     * @param ifForeign what to do about tensors of another network
     */
    record Wording(String has, String lacks, String ifMisshaped, String ifForeign) {

        /** Of a network that has one official file. */
        static Wording official(String network, String fileName) {
            String remedy = "give the official " + fileName + ".";
            return new Wording(network + " has", network + " does not have", remedy, remedy);
        }
    }

    private final StateDict file;
    private final Wording wording;
    private final Set<String> unused;

    NetworkWeights(StateDict file, Wording wording) {
        this.file = file;
        this.wording = wording;
        this.unused = new TreeSet<>(file.tensors().keySet());
    }

    /**
     * The tensor of that name.
     *
     * @throws RefusedInputException if there is none, or it has another shape
     */
    Tensor take(String name, long... shape) {
        Tensor tensor = file.get(name);
        unused.remove(name);
        List<Long> expected = Arrays.stream(shape).boxed().toList();
        if (!tensor.shape().equals(expected)) {
            throw new RefusedInputException("%s has %s of shape %s, where %s %s; %s"
                    .formatted(file.fileName(), name, tensor.shape(), wording.has, expected, wording.ifMisshaped));
        }
        return tensor;
    }

    /** Passes over tensors that the network has, but a metric does not read. */
    void ignore(Predicate<String> names) {
        unused.removeIf(names);
    }

    /**
     * Checks that nothing is left over: weights that the network would pass over belong to another network.
     *
     * @throws RefusedInputException if something is
     */
    void requireAllUsed() {
        if (!unused.isEmpty()) {
            throw new RefusedInputException("%s has tensors that %s: %s; %s"
                    .formatted(file.fileName(), wording.lacks, RefusedInputException.named(unused), wording.ifForeign));
        }
    }
}
