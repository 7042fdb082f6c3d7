package io.aegate.weights;

import io.aegate.weights.Pickled.Dict;
import io.aegate.weights.Pickled.Instance;
import io.aegate.weights.Pickled.Text;
import io.aegate.weights.Pickled.View;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names the tensors of a program by the attributes that lead to them.
 *
 * <p>A module may be an attribute of several, and its tensors have several names then, which could be made to grow without end: the
 * characters of all names count as steps, and the depth is bounded, so that a circle ends, too.
 */
final class ModuleTree {

    static final int MOST_LEVELS = 64;

    private static final Pattern ATTRIBUTE = Pattern.compile("\\w{1,100}");

    private final WeightFile file;
    private final PickleBudget budget;
    private final Dict tensors = new Dict();

    ModuleTree(WeightFile file, PickleBudget budget) {
        this.file = file;
        this.budget = budget;
    }

    /** The tensors below a program's object; its values of other kinds are passed over. */
    Dict tensors(Pickled root) {
        if (!(root instanceof Instance module)) {
            throw file.refused("is a TorchScript archive that holds " + root.kind()
                    + ", not a module; export the model's weights with torch.save(model.state_dict(), ...).");
        }
        walk(module, "", 1);
        return tensors;
    }

    private void walk(Instance module, String prefix, int level) {
        if (level > MOST_LEVELS) {
            throw file.refused("has modules within modules more than " + MOST_LEVELS + " deep, from "
                    + WeightFile.shown(prefix)
                    + " on, or in a circle; export the model's weights with torch.save(model.state_dict(), ...).");
        }
        for (Map.Entry<Object, Pickled> attribute : module.attributes().entrySet()) {
            budget.spend(1, file.size());
            Pickled value = attribute.getValue();
            if (value instanceof Instance || value instanceof View) {
                String path = prefix + name(attribute.getKey());
                budget.spend(path.length(), file.size());
                if (value instanceof Instance inner) {
                    walk(inner, path + ".", level + 1);
                } else {
                    tensors.put(new Text(path), value);
                }
            }
        }
    }

    /** Without a dot in it, so that no two paths are one name. */
    private String name(Object key) {
        if (key instanceof String name && ATTRIBUTE.matcher(name).matches()) {
            return name;
        }
        throw file.refused("has an attribute whose name is no identifier ("
                + (key instanceof String name ? WeightFile.shown(name) : "?")
                + "); export the model's weights with torch.save(model.state_dict(), ...).");
    }
}
