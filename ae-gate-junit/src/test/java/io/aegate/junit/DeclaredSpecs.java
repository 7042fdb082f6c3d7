package io.aegate.junit;

import io.aegate.GateSpec;
import io.aegate.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What annotated classes ask for, for tests of other modules. */
public final class DeclaredSpecs {

    private DeclaredSpecs() {}

    /** The spec of a class, with the properties that are set. */
    public static GateSpec of(Class<?> type, Map<String, String> properties) {
        return GateSpec.of(settings(type, properties));
    }

    /** All that is said of a class, with the properties that are set. */
    public static Settings settings(Class<?> type, Map<String, String> properties) {
        return Declared.by(List.of(type), name -> Optional.ofNullable(properties.get(name)))
                .map(Declared::settings)
                .orElseThrow();
    }
}
