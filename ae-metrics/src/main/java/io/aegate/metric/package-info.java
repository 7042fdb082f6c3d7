/** The metric contract: stateless definitions, accumulators, mergeable states. */
@NullMarked
package io.aegate.metric;

import org.jspecify.annotations.NullMarked;
