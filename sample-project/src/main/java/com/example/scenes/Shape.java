package com.example.scenes;

import java.util.function.DoubleUnaryOperator;

/**
 * A shape by its signed distance: negative inside, positive outside, in pixels.
 *
 * <p>The value never changes faster than the point moves (it is 1-Lipschitz), so that whole tiles can be decided by one
 * look at their centre. An exact distance has this property, and so has any under-estimate made from one.
 */
@FunctionalInterface
interface Shape {

    double distance(double x, double y);

    static Shape disc(double centreX, double centreY, double radius) {
        return (x, y) -> length(x - centreX, y - centreY) - radius;
    }

    static Shape ring(double centreX, double centreY, double radius, double width) {
        return (x, y) -> Math.abs(length(x - centreX, y - centreY) - radius) - width / 2;
    }

    /** An axis-parallel ellipse; the distance is an under-estimate. */
    static Shape ellipse(double centreX, double centreY, double radiusX, double radiusY) {
        double shorter = Math.min(radiusX, radiusY);
        return (x, y) -> (length((x - centreX) / radiusX, (y - centreY) / radiusY) - 1) * shorter;
    }

    /** The rectangle between two corners, its own corners rounded by {@code radius}. */
    static Shape box(double left, double top, double right, double bottom, double radius) {
        double centreX = (left + right) / 2;
        double centreY = (top + bottom) / 2;
        double halfWidth = (right - left) / 2 - radius;
        double halfHeight = (bottom - top) / 2 - radius;
        return (x, y) -> {
            double dx = Math.abs(x - centreX) - halfWidth;
            double dy = Math.abs(y - centreY) - halfHeight;
            return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
        };
    }

    /** A stroke with round ends. */
    static Shape line(double x0, double y0, double x1, double y1, double width) {
        double alongX = x1 - x0;
        double alongY = y1 - y0;
        double squared = Math.max(1e-12, alongX * alongX + alongY * alongY);
        return (x, y) -> {
            double t = ((x - x0) * alongX + (y - y0) * alongY) / squared;
            double nearest = Math.max(0, Math.min(1, t));
            return length(x - x0 - nearest * alongX, y - y0 - nearest * alongY) - width / 2;
        };
    }

    /** A closed polygon through points given as x, y, x, y, … */
    static Shape polygon(double... points) {
        return (x, y) -> {
            double squared = Double.MAX_VALUE;
            boolean inside = false;
            int last = points.length - 2;
            for (int i = 0; i < points.length; last = i, i += 2) {
                double edgeX = points[last] - points[i];
                double edgeY = points[last + 1] - points[i + 1];
                double dx = x - points[i];
                double dy = y - points[i + 1];
                double t = Math.max(0, Math.min(1, (dx * edgeX + dy * edgeY) / (edgeX * edgeX + edgeY * edgeY)));
                double offX = dx - t * edgeX;
                double offY = dy - t * edgeY;
                squared = Math.min(squared, offX * offX + offY * offY);
                if ((points[i + 1] > y) != (points[last + 1] > y)
                        && x < points[i] + (y - points[i + 1]) * edgeX / edgeY) {
                    inside = !inside;
                }
            }
            return inside ? -Math.sqrt(squared) : Math.sqrt(squared);
        };
    }

    /** A star of {@code points} rays; an inner radius of cos(π / points) times the outer makes a regular polygon. */
    static Shape star(double centreX, double centreY, double outer, double inner, int points) {
        double[] corners = new double[4 * points];
        for (int i = 0; i < 2 * points; i++) {
            double radius = i % 2 == 0 ? outer : inner;
            double angle = Math.PI * i / points;
            corners[2 * i] = centreX + radius * StrictMath.sin(angle);
            corners[2 * i + 1] = centreY - radius * StrictMath.cos(angle);
        }
        return polygon(corners);
    }

    /** All that lies below a curve whose slope is at most {@code steepest}. */
    static Shape below(DoubleUnaryOperator curve, double steepest) {
        double rate = 1 / Math.sqrt(1 + steepest * steepest);
        return (x, y) -> (curve.applyAsDouble(x) - y) * rate;
    }

    /** Turned clockwise about a point by {@code angle} radians. */
    default Shape turned(double centreX, double centreY, double angle) {
        double cosine = StrictMath.cos(angle);
        double sine = StrictMath.sin(angle);
        return (x, y) -> {
            double dx = x - centreX;
            double dy = y - centreY;
            return distance(centreX + cosine * dx + sine * dy, centreY - sine * dx + cosine * dy);
        };
    }

    default Shape moved(double right, double down) {
        return (x, y) -> distance(x - right, y - down);
    }

    default Shape and(Shape other) {
        return (x, y) -> Math.max(distance(x, y), other.distance(x, y));
    }

    default Shape or(Shape other) {
        return (x, y) -> Math.min(distance(x, y), other.distance(x, y));
    }

    /** The strip of {@code width} along this shape's edge. */
    default Shape outline(double width) {
        return (x, y) -> Math.abs(distance(x, y)) - width / 2;
    }

    private static double length(double x, double y) {
        return Math.sqrt(x * x + y * y);
    }
}
