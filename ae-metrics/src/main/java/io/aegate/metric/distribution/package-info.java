/** Metrics that compare sets of images by the distribution of their features. */
@NullMarked
package io.aegate.metric.distribution;

import org.jspecify.annotations.NullMarked;
