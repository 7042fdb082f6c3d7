/** One pass over the pairs, and the facts that it leaves behind. */
@NullMarked
package io.aegate.evaluation;

import org.jspecify.annotations.NullMarked;
