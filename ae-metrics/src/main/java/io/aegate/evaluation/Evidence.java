package io.aegate.evaluation;

import io.aegate.image.RgbImage;
import io.aegate.metric.MetricId;

/**
 * What a metric's projector sees in one of the images that the metric is worst in.
 *
 * @param metric which metric
 * @param rank 1 for the worst
 * @param image the image's name
 * @param value of the metric
 * @param reference what is seen in the reference
 * @param reconstruction what is seen in its reconstruction
 */
public record Evidence(
        MetricId metric, int rank, String image, double value, RgbImage reference, RgbImage reconstruction) {}
