/** Condition drift: the distance between what a projector sees in an image and in its reconstruction. */
@NullMarked
package io.aegate.metric.drift;

import org.jspecify.annotations.NullMarked;
