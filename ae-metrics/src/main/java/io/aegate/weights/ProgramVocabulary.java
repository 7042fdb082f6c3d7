package io.aegate.weights;

import io.aegate.weights.Pickled.Dict;
import io.aegate.weights.Pickled.Global;
import io.aegate.weights.Pickled.Instance;
import java.util.List;

/**
 * What {@code torch.jit.save} writes: objects of the program's own classes, made without arguments and given their attributes, beside what
 * tensors are written with. No class is looked up; one is as good as another.
 */
final class ProgramVocabulary implements PickleVocabulary {

    private static final String CLASSES = "__torch__";

    private final WeightFile file;
    private final TorchVocabulary tensors;

    ProgramVocabulary(WeightFile file, PickleBudget budget) {
        this.file = file;
        this.tensors = new TorchVocabulary(file, budget);
    }

    @Override
    public Pickled global(String module, String name, long position) {
        return isClass(module) ? new Global(module + "." + name) : tensors.global(module, name, position);
    }

    @Override
    public Pickled call(Pickled function, List<Pickled> arguments, long position) {
        return tensors.call(function, arguments, position);
    }

    @Override
    public Pickled create(Pickled type, long position) {
        return type instanceof Global global && isClass(global.name())
                ? new Instance()
                : tensors.create(type, position);
    }

    @Override
    public Pickled persistent(Pickled id, long position) {
        return tensors.persistent(id, position);
    }

    @Override
    public void build(Pickled object, Pickled state, long position) {
        if (!(object instanceof Instance module)) {
            tensors.build(object, state, position);
        } else if (!(state instanceof Dict attributes)) {
            throw file.damaged(position, "a dict is needed, but the pickle has " + state.kind());
        } else if (!module.take(attributes)) {
            throw file.damaged(position, "a module is given its attributes twice");
        }
    }

    private static boolean isClass(String name) {
        return name.equals(CLASSES) || name.startsWith(CLASSES + ".");
    }
}
