package io.aegate.weights;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value that a pickle describes.
 *
 * <p>Containers have identity and may be nested without bound or hold themselves: nothing walks them recursively, and none
 * has a {@code toString}, {@code equals} or {@code hashCode} of its own.
 */
sealed interface Pickled {

    Pickled NONE = new Leaf("None");

    /** What it is, with its article, as messages name it. */
    String kind();

    record Text(String value) implements Pickled {
        @Override
        public String kind() {
            return "a string";
        }
    }

    record Whole(BigInteger value) implements Pickled {

        static Whole of(long value) {
            return new Whole(BigInteger.valueOf(value));
        }

        @Override
        public String kind() {
            return "an integer";
        }
    }

    record Truth(boolean value) implements Pickled {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** A value that is read past and never looked at. */
    record Leaf(String kind) implements Pickled {}

    /** A class or function by its full name, which the vocabulary let pass. */
    record Global(String name) implements Pickled {
        @Override
        public String kind() {
            return "the name " + WeightFile.shown(name);
        }
    }

    /** A run of elements: all of a storage, or the part that a legacy file calls a view of it. */
    record Storage(DType dtype, String key, long start, long elements) implements Pickled {
        @Override
        public String kind() {
            return "a storage";
        }
    }

    /** A tensor as its storage, offset, sizes and strides, all in elements and none checked yet. */
    record View(Storage storage, long offset, List<Long> sizes, List<Long> strides) implements Pickled {
        @Override
        public String kind() {
            return "a tensor";
        }
    }

    /** A list, tuple or set. */
    final class Sequence implements Pickled {

        private final String kind;
        private final List<Pickled> values;

        private Sequence(String kind, List<Pickled> values) {
            this.kind = kind;
            this.values = values;
        }

        static Sequence tuple(List<Pickled> values) {
            return new Sequence("a tuple", values);
        }

        static Sequence list() {
            return new Sequence("a list", new ArrayList<>(0));
        }

        static Sequence set() {
            return new Sequence("a set", new ArrayList<>(0));
        }

        @Override
        public String kind() {
            return kind;
        }

        List<Pickled> values() {
            return values;
        }
    }

    /** An object of a TorchScript program: what it is called by its class is of no account, only its attributes are. */
    final class Instance implements Pickled {

        private Optional<Dict> attributes = Optional.empty();

        @Override
        public String kind() {
            return "a module";
        }

        /** Given once. */
        boolean take(Dict given) {
            boolean first = attributes.isEmpty();
            attributes = Optional.of(given);
            return first;
        }

        Map<Object, Pickled> attributes() {
            return attributes.map(Dict::entries).orElse(Map.of());
        }
    }

    /** A dict in the order in which its keys came first. */
    final class Dict implements Pickled {

        private final Map<Object, Pickled> entries = new LinkedHashMap<>();

        /** Counted as they come: one dict may be asked through a million references. */
        private int tensors;

        @Override
        public String kind() {
            return "a dict";
        }

        /** Keys that are neither strings nor integers cannot be looked up; their values stay. */
        void put(Pickled key, Pickled value) {
            Pickled replaced;
            if (key instanceof Text text) {
                replaced = entries.put(text.value(), value);
            } else if (key instanceof Whole whole) {
                replaced = entries.put(whole.value(), value);
            } else {
                replaced = entries.put(new Object(), value);
            }
            tensors += (value instanceof View ? 1 : 0) - (replaced instanceof View ? 1 : 0);
        }

        /** Keyed by {@link String}, {@link BigInteger}, or an object that stands for any other key. */
        Map<Object, Pickled> entries() {
            return entries;
        }

        boolean holdsTensors() {
            return tensors > 0;
        }
    }
}
