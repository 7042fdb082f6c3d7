/** Speed and memory, measured on demand: {@code mvn -Pbenchmark}; see docs/benchmarks.md. */
@NullMarked
package io.aegate.bench;

import org.jspecify.annotations.NullMarked;
