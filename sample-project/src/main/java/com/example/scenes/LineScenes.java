package com.example.scenes;

import java.util.List;

/** Drawings of lines one to three pixels wide: charts, maps, trees, wheels, wires. */
final class LineScenes {

    static final List<Scene> ALL = List.of(
            LineScenes::chart,
            LineScenes::tree,
            LineScenes::contours,
            LineScenes::wheel,
            LineScenes::circuit,
            LineScenes::rosette,
            LineScenes::harbour,
            LineScenes::streets);

    private static final int SIZE = Canvas.SIZE;

    private LineScenes() {}

    private static void chart(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        boolean bright = dice.chance(0.7);
        Colour paper = bright ? palette.light() : palette.dark();
        Colour ink = bright ? palette.dark() : palette.light();
        canvas.fill(Paint.vertical(paper, paper.towards(ink, 0.06), 0, SIZE));
        for (int step = 0; step <= 10; step++) {
            double at = 22 + step * 16;
            Colour rule = paper.towards(ink, step % 5 == 0 ? 0.3 : 0.14);
            canvas.draw(Shape.line(22, at - 8, 182, at - 8, 1), rule);
            canvas.draw(Shape.line(at, 14, at, 174, 1), rule);
        }
        canvas.draw(Shape.line(22, 174, 184, 174, 1.6).or(Shape.line(22, 12, 22, 174, 1.6)), ink);
        List<Colour> colours = palette.accents(dice);
        for (int curve = 0; curve < 3; curve++) {
            Noise noise = new Noise(dice.bits());
            double trend = dice.between(-60, 60);
            double rough = dice.between(0.015, 0.06);
            double width = dice.between(1, 2.2);
            double points = dice.chance(0.5) ? 8 : 3;
            double lastX = 22;
            double lastY = 0;
            for (double x = 22; x <= 182; x += points) {
                double t = (x - 22) / 160;
                double y = 94 - trend * (t - 0.5) + 110 * (noise.fractal(x * rough, curve, 3) - 0.5);
                double inside = Math.max(16, Math.min(172, y));
                if (x > 22) {
                    canvas.draw(Shape.line(lastX, lastY, x, inside, width), colours.get(curve));
                }
                if (points > 4) {
                    canvas.draw(Shape.disc(x, inside, 2.4), colours.get(curve));
                }
                lastX = x;
                lastY = inside;
            }
        }
    }

    private static void tree(Canvas canvas, Dice dice) {
        Colour top =
                dice.pick(List.of(Colour.of(0x9FB8CC), Colour.of(0xE9B872), Colour.of(0xC7B8D6), Colour.of(0x31506F)));
        Colour bottom = dice.pick(List.of(Colour.of(0xF6EBD9), Colour.of(0xF3D5C0), Colour.of(0xDCE6EA)));
        canvas.fill(Paint.vertical(top, bottom, 0, 170));
        canvas.draw(Shape.disc(dice.between(40, 150), dice.between(40, 90), 18), Paint.plain(Colour.of(0xFFF6E0)), 0.8);
        Noise snow = new Noise(dice.bits());
        canvas.draw(
                Shape.below(x -> 165 + 9 * snow.at(x * 0.02, 1), 1),
                Paint.vertical(Colour.of(0xF4F6F8), Colour.of(0xB9C4CF), 165, SIZE));
        Colour bark = Colour.of(0x2A2320);
        branch(canvas, dice, bark, dice.between(70, 120), 176, 0, dice.between(36, 44), dice.between(5, 7));
    }

    private static void branch(
            Canvas canvas, Dice dice, Colour bark, double x, double y, double angle, double length, double width) {
        double endX = x + length * StrictMath.sin(angle);
        double endY = y - length * StrictMath.cos(angle);
        canvas.draw(Shape.line(x, y, endX, endY, Math.max(0.9, width)), bark);
        if (length < 5) {
            return;
        }
        int forks = dice.chance(0.35) ? 3 : 2;
        for (int fork = 0; fork < forks; fork++) {
            double turn = (fork - (forks - 1) / 2.0) * dice.between(0.5, 0.95) + dice.between(-0.15, 0.15);
            branch(canvas, dice, bark, endX, endY, angle + turn, length * dice.between(0.62, 0.84), width * 0.66);
        }
    }

    private static void contours(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        Noise relief = new Noise(dice.bits());
        double scale = dice.between(0.012, 0.02);
        double steps = dice.between(16, 26);
        Colour low = palette.light();
        Colour high = palette.accent(dice).towards(palette.light(), 0.45);
        Colour ink = palette.dark().towards(high, 0.25);
        canvas.fill(
                (x, y) -> {
                    double height = relief.fractal(x * scale, y * scale, 3) * steps;
                    double slopeX = relief.fractal((x + 0.5) * scale, y * scale, 3) * steps - height;
                    double slopeY = relief.fractal(x * scale, (y + 0.5) * scale, 3) * steps - height;
                    double slope = 2 * Math.sqrt(slopeX * slopeX + slopeY * slopeY) + 1e-6;
                    double nearest = Math.rint(height);
                    double width = nearest % 5 == 0 ? 1.0 : 0.55;
                    double distance = Math.abs(height - nearest) / slope;
                    Colour ground = low.towards(high, (Math.floor(height) / steps - 0.25) * 2);
                    return ground.towards(ink, distance < width ? 0.9 : 0);
                },
                3);
    }

    private static void wheel(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        Colour sky = palette.light();
        canvas.fill(Paint.vertical(palette.accent(dice).towards(sky, 0.35), sky, 0, SIZE));
        Colour steel = palette.dark();
        double x = dice.between(86, 106);
        double y = dice.between(84, 92);
        double radius = dice.between(58, 70);
        int spokes = dice.whole(10, 18);
        canvas.draw(Shape.line(x, y, x - 42, 188, 2.5).or(Shape.line(x, y, x + 42, 188, 2.5)), steel);
        canvas.draw(Shape.ring(x, y, radius, 1.6).or(Shape.ring(x, y, radius - 8, 1)), steel);
        double phase = dice.between(0, 1);
        List<Colour> cabins = palette.accents(dice);
        for (int spoke = 0; spoke < spokes; spoke++) {
            double angle = 2 * Math.PI * (spoke + phase) / spokes;
            double next = 2 * Math.PI * (spoke + 0.5 + phase) / spokes;
            double tipX = x + radius * StrictMath.sin(angle);
            double tipY = y - radius * StrictMath.cos(angle);
            canvas.draw(Shape.line(x, y, tipX, tipY, 1), steel);
            double midX = x + (radius - 8) * StrictMath.sin(next);
            double midY = y - (radius - 8) * StrictMath.cos(next);
            canvas.draw(Shape.line(tipX, tipY, midX, midY, 1), steel);
            Shape cabin = Shape.box(tipX - 5, tipY + 2, tipX + 5, tipY + 11, 2.5);
            canvas.draw(cabin, cabins.get(spoke % cabins.size()));
            canvas.draw(cabin.outline(0.9), steel);
        }
        canvas.draw(Shape.disc(x, y, 5), steel);
        canvas.draw(Shape.box(-9, 186, SIZE + 9, SIZE + 9, 0), steel.times(0.8));
    }

    private static void circuit(Canvas canvas, Dice dice) {
        Colour board =
                dice.pick(List.of(Colour.of(0x0F5132), Colour.of(0x123B66), Colour.of(0x2B2B2F), Colour.of(0x7A1F2B)));
        Colour copper = board.towards(Colour.of(0xD9C27A), 0.5);
        canvas.fill(Paint.radial(board.times(1.15), board.times(0.8), 60, 50, 200));
        for (int trace = 0; trace < 34; trace++) {
            double x = 6 * dice.whole(1, 31);
            double y = 6 * dice.whole(1, 31);
            double width = dice.chance(0.25) ? 2 : 1.2;
            canvas.draw(Shape.ring(x, y, 2.2, 1.4), copper);
            for (int leg = dice.whole(2, 4); leg > 0; leg--) {
                int turn = dice.whole(0, 7);
                double length = 6 * dice.whole(2, 6);
                double endX = x + length * (turn % 4 == 2 ? 0 : turn < 2 || turn == 7 ? 1 : -1);
                double endY = y + length * (turn % 4 == 0 ? 0 : turn < 4 ? 1 : -1);
                canvas.draw(Shape.line(x, y, endX, endY, width), copper);
                x = endX;
                y = endY;
            }
            canvas.draw(Shape.disc(x, y, 2.4), copper.times(1.15));
        }
        for (int chip = dice.whole(2, 4); chip > 0; chip--) {
            double left = 6 * dice.whole(2, 22);
            double top = 6 * dice.whole(2, 24);
            double width = 6 * dice.whole(4, 7);
            for (double pin = left + 3; pin < left + width; pin += 6) {
                canvas.draw(Shape.line(pin, top - 4, pin, top + 30, 2), Colour.of(0xC8CCD0));
            }
            Shape body = Shape.box(left, top, left + width, top + 26, 1.5);
            canvas.shadow(body, 3, 0.5);
            canvas.draw(body, Paint.vertical(Colour.of(0x35383D), Colour.of(0x1D1F23), top, top + 26));
            canvas.draw(Shape.disc(left + 4.5, top + 4.5, 1.5), Colour.of(0x6A6E75));
            canvas.draw(new Lettering("AE" + dice.whole(10, 99), left + 6, top + 11, 0.75), Colour.of(0xB9BDC4));
        }
    }

    private static void rosette(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        boolean bright = dice.chance(0.5);
        canvas.fill(Paint.radial(
                bright ? palette.light() : palette.dark().towards(palette.accent(dice), 0.25),
                bright ? palette.light().times(0.88) : palette.dark(),
                96,
                96,
                130));
        int lobes = dice.whole(5, 11);
        int turns = dice.whole(2, 4);
        List<Colour> inks = palette.accents(dice);
        for (int layer = 0; layer < 3; layer++) {
            double outer = 82 - 22 * layer;
            double depth = dice.between(0.25, 0.6) * outer;
            double lastX = 0;
            double lastY = 0;
            int points = 420;
            for (int point = 0; point <= points; point++) {
                double angle = 2 * Math.PI * turns * point / points;
                double radius = outer - depth * (0.5 + 0.5 * StrictMath.sin(angle * lobes / turns + layer));
                double x = 96 + radius * StrictMath.cos(angle);
                double y = 96 + radius * StrictMath.sin(angle);
                if (point > 0) {
                    canvas.draw(Shape.line(lastX, lastY, x, y, 1.2), inks.get(layer));
                }
                lastX = x;
                lastY = y;
            }
        }
    }

    private static void harbour(Canvas canvas, Dice dice) {
        Colour sky = dice.pick(List.of(Colour.of(0xA7C7E7), Colour.of(0xF3C9A5), Colour.of(0xBFC9CF)));
        Colour sea = dice.pick(List.of(Colour.of(0x2C5F7C), Colour.of(0x3A7D7C), Colour.of(0x44546A)));
        double line = dice.between(118, 136);
        canvas.fill(Paint.vertical(sky.times(0.85), sky.towards(Colour.WHITE, 0.5), 0, line));
        Noise ripples = new Noise(dice.bits());
        canvas.draw(Shape.box(-9, line, SIZE + 9, SIZE + 9, 0), (x, y) -> {
            double depth = (y - line) / (SIZE - line);
            double wave = ripples.fractal(x * 0.05 / (0.3 + depth), (y - line) * 0.5 / (0.3 + depth), 3);
            return sea.times(0.8 + 0.5 * wave).towards(sky, 0.5 * (1 - depth));
        });
        Palette palette = Palette.any(dice);
        int boats = dice.whole(3, 5);
        for (int boat = 0; boat < boats; boat++) {
            double x = 20 + 150.0 * (boat + dice.between(0.2, 0.8)) / boats;
            double y = line + 6 + 36.0 * boat / boats;
            double size = 0.65 + 0.5 * boat / boats;
            boat(canvas, dice, palette, x, y, size);
        }
    }

    private static void boat(Canvas canvas, Dice dice, Palette palette, double x, double y, double size) {
        Colour rope = Colour.of(0x2B2622);
        double mast = y - dice.between(70, 95) * size;
        canvas.soften(Shape.ellipse(x, y + 4 * size, 27 * size, 4 * size), 4, Colour.BLACK, 0.4);
        canvas.draw(Shape.line(x, y, x, mast, 1.8 * size), rope);
        for (int stay = -3; stay <= 3; stay++) {
            canvas.draw(Shape.line(x, mast + 3 * Math.abs(stay), x + stay * 7.5 * size, y - 3 * size, 0.9), rope);
        }
        double yard = mast + 22 * size;
        canvas.draw(Shape.line(x - 13 * size, yard, x + 13 * size, yard, 1.2), rope);
        if (dice.chance(0.5)) {
            canvas.draw(
                    Shape.polygon(x + 1, mast + 4, x + 22 * size, y - 9 * size, x + 1, y - 9 * size),
                    Paint.vertical(palette.light(), palette.light().times(0.8), mast, y));
        }
        canvas.draw(Shape.polygon(x, mast, x + 8 * size, mast + 3 * size, x, mast + 6 * size), palette.accent(dice));
        canvas.draw(
                Shape.polygon(
                        x - 26 * size,
                        y - 6 * size,
                        x + 28 * size,
                        y - 6 * size,
                        x + 20 * size,
                        y + 4 * size,
                        x - 20 * size,
                        y + 4 * size),
                Paint.vertical(palette.accent(dice), palette.dark(), y - 6 * size, y + 6 * size));
        canvas.draw(Shape.line(x - 25 * size, y - 4 * size, x + 26 * size, y - 4 * size, 1), palette.light());
    }

    private static void streets(Canvas canvas, Dice dice) {
        Colour land = dice.pick(List.of(Colour.of(0xF2EFE9), Colour.of(0xE9E4D8), Colour.of(0x2A2F3A)));
        boolean bright = land.luma() > 0.5;
        canvas.fill(Paint.plain(land));
        Noise noise = new Noise(dice.bits());
        for (int park = 0; park < 3; park++) {
            double x = dice.between(10, 180);
            double y = dice.between(10, 180);
            canvas.draw(
                    Shape.box(x - 26, y - 18, x + 26, y + 18, 8).turned(x, y, dice.between(0, 3)),
                    bright ? Colour.of(0xC5DFB0) : Colour.of(0x2E4A3A));
        }
        double bank = dice.between(30, 150);
        Shape river = (x, y) -> (Math.abs(y - bank - 40 * (noise.at(x * 0.012, 2) - 0.5)) - 9) * 0.75;
        canvas.draw(river, bright ? Colour.of(0xA8D0E6) : Colour.of(0x24425F));
        Colour edge = land.times(bright ? 0.78 : 0.6);
        Colour road = bright ? Colour.WHITE : Colour.of(0x59606E);
        double angle = dice.between(-0.4, 0.4);
        for (int street = -7; street <= 7; street++) {
            double offset = street * dice.between(15, 19);
            double width = street % 4 == 0 ? 4.2 : 1.8;
            Shape along = Shape.line(-120, 96 + offset, 320, 96 + offset, width).turned(96, 96, angle);
            Shape across =
                    Shape.line(96 + offset, -120, 96 + offset, 320, width).turned(96, 96, angle * 0.6);
            canvas.draw(along.or(across).outline(1.2), edge);
            canvas.draw(along.or(across), road);
        }
        Shape avenue = Shape.line(-20, dice.between(0, 192), 212, dice.between(0, 192), 5);
        canvas.draw(avenue.outline(1.6), Colour.of(0xC98A2B));
        canvas.draw(avenue, Colour.of(0xF6D365));
        double pinX = dice.between(50, 140);
        double pinY = dice.between(60, 140);
        Shape pin = Shape.disc(pinX, pinY - 14, 8)
                .or(Shape.polygon(pinX - 6.8, pinY - 10, pinX + 6.8, pinY - 10, pinX, pinY));
        canvas.shadow(pin, 3, 0.4);
        canvas.draw(pin, Colour.of(0xD7263D));
        canvas.draw(Shape.disc(pinX, pinY - 14, 3), Colour.WHITE);
    }
}
