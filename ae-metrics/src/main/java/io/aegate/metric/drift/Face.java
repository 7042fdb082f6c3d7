package io.aegate.metric.drift;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A face that was found in an image, in its pixels.
 *
 * @param left of the box
 * @param top of the box
 * @param right of the box
 * @param bottom of the box
 * @param keyPoints x and y of the eyes, the nose and the corners of the mouth, in this order, each pair from the left of the image to its right
 * @param score from 0.5 to 1
 */
record Face(float left, float top, float right, float bottom, float[] keyPoints, float score) {

    /** Five points of two coordinates. */
    static final int KEY_POINTS = 10;

    private static final Comparator<Face> BY_SIZE =
            Comparator.comparingDouble(Face::area).thenComparingDouble(Face::score);

    private double area() {
        return ((double) right - left) * ((double) bottom - top);
    }

    /** The one with the largest box, as InsightFace takes it; of equals the one with the best score. */
    static Optional<Face> largest(List<Face> faces) {
        return faces.stream().max(BY_SIZE);
    }
}
