package io.aegate.gate;

/** Over which images a quantity is taken. */
public sealed interface Scope {

    /** All images. */
    record WholeSet() implements Scope {
        @Override
        public String toString() {
            return "";
        }
    }

    /** The images of one slice. */
    record Slice(String name) implements Scope {
        @Override
        public String toString() {
            return "[" + name + "]";
        }
    }

    /** Every slice, each judged on its own. */
    record EverySlice() implements Scope {
        @Override
        public String toString() {
            return "[*]";
        }
    }
}
