package io.aegate.maven;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.maven.plugin.logging.SystemStreamLog;

/** A log that keeps what it is told at the level of information. */
class WrittenLog extends SystemStreamLog {

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void info(CharSequence content) {
        lines.add(content.toString());
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
