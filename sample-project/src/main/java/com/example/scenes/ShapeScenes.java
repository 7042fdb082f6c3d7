package com.example.scenes;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Landscapes, towns, still lifes and posters: large areas, soft gradients and a few sharp edges. */
final class ShapeScenes {

    static final List<Scene> ALL =
            List.of(ShapeScenes::landscape, ShapeScenes::stillLife, ShapeScenes::poster, ShapeScenes::town);

    private static final int SIZE = Canvas.SIZE;

    /** The top of the sky, the horizon, and the light of the sun. */
    private record Sky(Colour zenith, Colour horizon, Colour sun) {

        boolean night() {
            return zenith.luma() < 0.12;
        }
    }

    private static final List<Sky> SKIES = List.of(
            new Sky(Colour.of(0x3B7DC4), Colour.of(0xCFE6F2), Colour.of(0xFFF8DC)),
            new Sky(Colour.of(0x2B3A67), Colour.of(0xF4A97A), Colour.of(0xFFE3A8)),
            new Sky(Colour.of(0x5A4E8C), Colour.of(0xF7C9B0), Colour.of(0xFFF0D0)),
            new Sky(Colour.of(0x0B1530), Colour.of(0x41608F), Colour.of(0xF2F4FF)),
            new Sky(Colour.of(0x7C93A6), Colour.of(0xDFE4E3), Colour.of(0xFFFFFF)));

    private ShapeScenes() {}

    private static void landscape(Canvas canvas, Dice dice) {
        Sky sky = dice.pick(SKIES);
        double horizon = dice.between(85, 125);
        paintSky(canvas, dice, sky, horizon);
        Colour near =
                dice.pick(List.of(Colour.of(0x5E7F3A), Colour.of(0x6B7A45), Colour.of(0x8A7340), Colour.of(0x4C6B52)));
        double light = sky.night() ? 0.45 : 1;
        int ridges = dice.whole(3, 5);
        for (int ridge = 1; ridge <= ridges; ridge++) {
            double depth = (double) ridge / ridges;
            Colour colour =
                    sky.horizon().times(0.85).towards(near, 0.2 + 0.8 * depth).times(light);
            Noise relief = new Noise(dice.bits());
            double base = horizon - 22 + depth * 62;
            double height = dice.between(22, 44) * (1.1 - 0.6 * depth);
            double scale = dice.between(0.012, 0.026);
            Shape hill = Shape.below(x -> base - height * (relief.fractal(x * scale, ridgeRow(depth), 4) - 0.35), 4);
            Noise grass = new Noise(dice.bits());
            double rough = 0.1 + 0.7 * depth * depth;
            canvas.draw(
                    hill,
                    (x, y) -> colour.times(1 + rough * (grass.fractal(x * 0.25, y * 0.5, 3) - 0.5))
                            .towards(sky.horizon(), 0.25 * (1 - depth) * (y - base) / 40));
            if (depth > 0.5) {
                if (depth < 1) {
                    house(canvas, dice, dice.between(20, 160), base - 2, 9 + 12 * depth, light);
                }
                trees(
                        canvas,
                        dice,
                        x -> base - height * (relief.fractal(x * scale, ridgeRow(depth), 4) - 0.35),
                        depth,
                        colour);
            }
        }
    }

    private static double ridgeRow(double depth) {
        return 3 + depth;
    }

    private static void trees(Canvas canvas, Dice dice, DoubleUnaryOperator ground, double depth, Colour ridge) {
        int count = dice.whole(2, 9);
        boolean conifers = dice.chance(0.6);
        for (int tree = 0; tree < count; tree++) {
            double x = dice.between(4, SIZE - 4);
            double foot = ground.applyAsDouble(x) + dice.between(1, 10 * depth);
            double tall = dice.between(10, 20) * depth * depth * (conifers ? 1.3 : 1);
            Colour leaf = ridge.times(dice.between(0.55, 0.85));
            canvas.draw(Shape.line(x, foot, x, foot - tall * 0.5, Math.max(1, tall * 0.1)), ridge.times(0.45));
            if (conifers) {
                for (int tier = 0; tier < 3; tier++) {
                    double top = foot - tall + tier * tall * 0.24;
                    double half = tall * (0.14 + 0.07 * tier);
                    canvas.draw(
                            Shape.polygon(x, top, x + half, top + tall * 0.4, x - half, top + tall * 0.4),
                            (px, py) -> leaf.times(1.1 - 0.35 * (px - x + half) / (2 * half)));
                }
            } else {
                double radius = tall * 0.36;
                double middle = foot - tall * 0.7;
                canvas.draw(
                        Shape.disc(x, middle, radius),
                        Paint.radial(
                                leaf.times(1.5),
                                leaf.times(0.8),
                                x - radius * 0.4,
                                middle - radius * 0.5,
                                radius * 1.6));
            }
        }
    }

    private static void house(Canvas canvas, Dice dice, double left, double foot, double size, double light) {
        Colour wall = dice.pick(List.of(Colour.of(0xF1E9DA), Colour.of(0xC9604A), Colour.of(0xE3C16F)))
                .times(light);
        double top = foot - size * 0.6;
        double right = left + size * 1.4;
        canvas.draw(
                Shape.box(left, top, right, foot + 6, 0), (x, y) -> wall.times(1 - 0.25 * (x - left) / (right - left)));
        canvas.draw(
                Shape.polygon(left - 2, top, (left + right) / 2, top - size * 0.6, right + 2, top),
                Colour.of(0x6E3B2E).times(light));
        double pane = size * 0.22;
        for (double x = left + pane; x < right - pane; x += pane * 2) {
            canvas.draw(
                    Shape.box(x, top + pane * 0.8, x + pane, top + pane * 2, 0),
                    light < 1 ? Colour.of(0xFFDF9E) : Colour.of(0x2E3A4A));
        }
    }

    private static void paintSky(Canvas canvas, Dice dice, Sky sky, double horizon) {
        canvas.fill(Paint.vertical(sky.zenith(), sky.horizon(), 0, horizon));
        double sunX = dice.between(25, SIZE - 25);
        double sunY = dice.between(20, horizon - 20);
        double radius = dice.between(7, 14);
        canvas.soften(Shape.disc(sunX, sunY, radius), radius * 4, sky.sun(), 0.5);
        canvas.draw(Shape.disc(sunX, sunY, radius), sky.sun());
        if (sky.night()) {
            for (int star = dice.whole(25, 60); star > 0; star--) {
                canvas.draw(
                        Shape.disc(dice.between(0, SIZE), dice.between(0, horizon), dice.between(0.3, 0.8)),
                        Paint.plain(Colour.WHITE),
                        dice.between(0.3, 0.9));
            }
        }
        Noise clouds = new Noise(dice.bits());
        double cover = dice.between(0.42, 0.62);
        double stretch = dice.between(0.010, 0.018);
        canvas.glaze(
                sky.sun().towards(Colour.WHITE, 0.5),
                (x, y) -> (clouds.fractal(x * stretch, y * stretch * 2.6, 5) - cover) * 4 * (1 - y / horizon * 0.5));
    }

    private static void stillLife(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        Colour wall = dice.chance(0.6)
                ? palette.light().times(0.92)
                : palette.accent(dice).towards(palette.light(), 0.4);
        double edge = dice.between(95, 125);
        canvas.fill(Paint.radial(wall, wall.times(0.62), dice.between(20, 90), 20, 230));
        Colour table = dice.chance(0.5) ? Colour.of(0xA9744F) : palette.dark().towards(palette.light(), 0.3);
        Noise grain = new Noise(dice.bits());
        canvas.draw(Shape.box(-9, edge, SIZE + 9, SIZE + 9, 0), (x, y) -> {
            double depth = 30 / (y - edge + 30);
            double streak = grain.fractal(x * 0.015 * depth + 3, (y - edge) * 0.35, 4);
            return table.times(0.75 + 0.35 * streak + 0.15 * (1 - depth) - 0.1 * x / SIZE);
        });
        List<Colour> colours = palette.accents(dice);
        int count = dice.whole(3, 5);
        double slot = 165.0 / count;
        for (int item = 0; item < count; item++) {
            double x = 14 + slot * (item + dice.between(0.35, 0.65));
            double foot = edge + dice.between(18, 50);
            double size = slot * dice.between(0.42, 0.58);
            Colour colour = colours.get(item % colours.size());
            canvas.soften(
                    Shape.ellipse(x + size * 0.45, foot, size * 1.15, size * 0.3), size * 0.28, Colour.BLACK, 0.5);
            switch (dice.whole(0, 2)) {
                case 0 ->
                    canvas.draw(
                            Shape.disc(x, foot - size * 0.95, size), Paint.ball(colour, x, foot - size * 0.95, size));
                case 1 -> jar(canvas, x, foot, size, colour);
                default -> block(canvas, x, foot, size, colour, dice);
            }
        }
    }

    /** An upright cylinder, seen slightly from above. */
    private static void jar(Canvas canvas, double x, double foot, double size, Colour colour) {
        double half = size * 0.72;
        double top = foot - size * 2.2;
        double lid = half * 0.26;
        Paint side = (px, py) -> {
            double across = (px - x) / half;
            double facing = Math.max(0, 0.85 * Math.sqrt(Math.max(0, 1 - across * across)) - 0.5 * across);
            return colour.times(0.35 + 0.75 * facing)
                    .towards(Colour.WHITE, 0.3 * Math.max(0, 1 - 14 * Math.abs(across + 0.45)));
        };
        Shape body = Shape.box(x - half, top, x + half, foot, 0).or(Shape.ellipse(x, foot, half, lid));
        canvas.draw(body, side);
        canvas.draw(Shape.ellipse(x, top, half, lid), colour.times(1.15));
        canvas.draw(Shape.ellipse(x, top + 0.5, half * 0.8, lid * 0.75), colour.times(0.4));
    }

    /** A box with a lit front, a dark side and a bright top. */
    private static void block(Canvas canvas, double x, double foot, double size, Colour colour, Dice dice) {
        double left = x - size * 0.8;
        double right = x + size * 0.55;
        double top = foot - size * dice.between(1.2, 1.9);
        double back = size * 0.4;
        canvas.draw(
                Shape.polygon(right, top, right + back, top - back * 0.6, right + back, foot - back * 0.6, right, foot),
                colour.times(0.5));
        canvas.draw(
                Shape.polygon(left, top, left + back, top - back * 0.6, right + back, top - back * 0.6, right, top),
                colour.times(1.2));
        canvas.draw(
                Shape.box(left, top, right, foot, 0),
                Paint.vertical(colour.times(0.95), colour.times(0.78), top, foot));
        if (dice.chance(0.6)) {
            double middle = (left + right) / 2;
            canvas.draw(Shape.disc(middle, (top + foot) / 2, size * 0.35), colour.towards(Colour.WHITE, 0.7));
        }
    }

    private static void poster(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        Colour ground = dice.chance(0.7) ? palette.light() : palette.dark();
        canvas.fill(Paint.vertical(ground, ground.towards(palette.accent(dice), 0.35), 0, dice.between(160, 320)));
        int count = dice.whole(7, 12);
        for (int item = 0; item < count; item++) {
            double x = dice.between(20, SIZE - 20);
            double y = dice.between(20, SIZE - 20);
            double size = dice.between(12, 44) * (1.2 - 0.5 * item / count);
            Shape shape = anyShape(dice, x, y, size).turned(x, y, dice.between(0, 3));
            Colour colour = dice.chance(0.15) ? palette.dark() : palette.accent(dice);
            canvas.shadow(shape, dice.between(2, 7), 0.4);
            switch (dice.whole(0, 3)) {
                case 0 ->
                    canvas.draw(shape, Paint.vertical(colour.times(1.15), colour.times(0.75), y - size, y + size));
                case 1 -> canvas.draw(shape, colour);
                case 2 ->
                    canvas.draw(
                            shape,
                            Paint.radial(
                                    colour.towards(palette.light(), 0.5), colour, x - size / 3, y - size / 3, size));
                default -> {
                    canvas.draw(shape, colour);
                    canvas.draw(shape.outline(dice.between(1, 4)), palette.light());
                }
            }
        }
    }

    private static Shape anyShape(Dice dice, double x, double y, double size) {
        int corners = dice.whole(3, 7);
        return switch (dice.whole(0, 5)) {
            case 0 -> Shape.disc(x, y, size * 0.8);
            case 1 -> Shape.ring(x, y, size * 0.75, size * dice.between(0.2, 0.5));
            case 2 -> Shape.star(x, y, size, size * StrictMath.cos(Math.PI / corners), corners);
            case 3 -> Shape.star(x, y, size, size * dice.between(0.4, 0.6), corners);
            default -> {
                double half = size * dice.between(0.3, 0.9);
                yield Shape.box(x - size, y - half, x + size, y + half, dice.between(0, half * 0.9));
            }
        };
    }

    private static void town(Canvas canvas, Dice dice) {
        Sky sky = dice.pick(SKIES);
        paintSky(canvas, dice, sky, 140);
        boolean night = sky.zenith().luma() < 0.3;
        for (int row = 0; row < 3; row++) {
            Colour haze = sky.horizon().times(0.9).towards(Colour.of(0x1D2433), 0.3 + 0.3 * row);
            double left = dice.between(-20, 0);
            while (left < SIZE) {
                double width = dice.between(16, 34);
                double top = 70 + 32 * row - dice.between(0, 38);
                double tint = dice.between(0.85, 1.2);
                building(canvas, dice, left, top, left + width, haze.times(tint), row, night);
                left += width + dice.between(-1, 5);
            }
        }
        canvas.draw(
                Shape.box(-9, 176, SIZE + 9, SIZE + 9, 0),
                Paint.vertical(Colour.of(0x3A3F47), Colour.of(0x20232A), 176, SIZE));
        for (int dash = 0; dash < 7; dash++) {
            canvas.draw(Shape.box(dash * 30 + 4, 183, dash * 30 + 19, 184.6, 0), Colour.of(0xE8E2C8));
        }
    }

    private static void building(
            Canvas canvas, Dice dice, double left, double top, double right, Colour wall, int row, boolean night) {
        canvas.draw(
                Shape.box(left, top, right, SIZE, 0), (x, y) -> wall.times(1.12 - 0.25 * (x - left) / (right - left)));
        if (dice.chance(0.3)) {
            canvas.draw(Shape.line((left + right) / 2, top, (left + right) / 2, top - 12, 1), wall.times(0.8));
        }
        double pitch = 5 + row;
        double inset = (right - left - Math.floor((right - left - 4) / pitch) * pitch) / 2;
        for (double y = top + 5; y < 172; y += pitch + 2) {
            for (double x = left + inset; x + pitch <= right - 1; x += pitch) {
                boolean lit = dice.chance(night ? 0.45 : 0.1);
                Colour pane = lit ? Colour.of(0xFFDF9E) : wall.times(night ? 0.55 : 0.7);
                canvas.draw(Shape.box(x + 1, y, x + pitch - 1, y + pitch - 1, 0), pane);
            }
        }
    }
}
