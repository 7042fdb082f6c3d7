/** Metrics that compare what a network sees in a reference and in its reconstruction. */
@NullMarked
package io.aegate.metric.perceptual;

import org.jspecify.annotations.NullMarked;
