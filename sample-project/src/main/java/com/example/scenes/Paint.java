package com.example.scenes;

/** A colour for every point of the plane; x runs right and y down, in pixels. */
@FunctionalInterface
interface Paint {

    Colour at(double x, double y);

    static Paint plain(Colour colour) {
        return (x, y) -> colour;
    }

    /** From {@code above} at height {@code top} to {@code below} at height {@code bottom}. */
    static Paint vertical(Colour above, Colour below, double top, double bottom) {
        return (x, y) -> above.towards(below, (y - top) / (bottom - top));
    }

    /** From {@code centre} at a point to {@code rim} at {@code radius} from it. */
    static Paint radial(Colour centre, Colour rim, double centreX, double centreY, double radius) {
        return (x, y) -> {
            double dx = x - centreX;
            double dy = y - centreY;
            return centre.towards(rim, Math.sqrt(dx * dx + dy * dy) / radius);
        };
    }

    /** A polished ball lit from the upper left. */
    static Paint ball(Colour colour, double centreX, double centreY, double radius) {
        return (x, y) -> {
            double nx = (x - centreX) / radius;
            double ny = (y - centreY) / radius;
            double nz = Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny));
            double facing = Math.max(0, -0.48 * nx - 0.62 * ny + 0.62 * nz);
            double mirrored = Math.max(0, 2 * facing * nz - 0.62);
            double gleam = mirrored * mirrored * mirrored * mirrored;
            Colour lit = colour.times(0.3 + 0.78 * facing + 0.12 * Math.max(0, ny));
            return lit.towards(Colour.WHITE, 0.75 * gleam * gleam * gleam * gleam);
        };
    }
}
