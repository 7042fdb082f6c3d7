package io.aegate.weights;

import java.util.List;

/**
 * The names that a pickle may use and what each means: nothing outside it is ever looked up, let alone run.
 *
 * <p>Positions are those of the opcode in the file, for messages.
 */
interface PickleVocabulary {

    /** The class or function of that name, or a refusal. */
    Pickled global(String module, String name, long position);

    /** What the function makes of the arguments. */
    Pickled call(Pickled function, List<Pickled> arguments, long position);

    /** A new object of the type, made without arguments, or a refusal. */
    Pickled create(Pickled type, long position);

    /** What an id stands for that the pickle leaves to its container, such as a storage. */
    Pickled persistent(Pickled id, long position);

    /** Takes the state that the pickle gives to an object. */
    void build(Pickled object, Pickled state, long position);
}
