package com.example.scenes;

import java.util.List;

/** Materials that fill the frame: wood, stone, brick, cloth, checks, stripes. */
final class TextureScenes {

    static final List<Scene> ALL = List.of(
            TextureScenes::wood,
            TextureScenes::marble,
            TextureScenes::bricks,
            TextureScenes::cloth,
            TextureScenes::pebbles,
            TextureScenes::checks,
            TextureScenes::stripes,
            TextureScenes::weathered);

    private static final int SIZE = Canvas.SIZE;

    private TextureScenes() {}

    private static void wood(Canvas canvas, Dice dice) {
        Colour light = dice.pick(List.of(Colour.of(0xD9A066), Colour.of(0xB97A4B), Colour.of(0xC9B08A)));
        Colour dark = light.times(dice.between(0.45, 0.62));
        Noise grain = new Noise(dice.bits());
        double plank = dice.between(34, 70);
        double tilt = dice.between(-0.06, 0.06);
        canvas.fill(
                (x, y) -> {
                    double across = y + tilt * x;
                    double board = Math.floor(across / plank);
                    double within = across - board * plank;
                    double shift = 100 * grain.lattice((long) board, 5);
                    double rings = grain.fractal((x + shift * 9) * 0.012, (across + shift) * 0.055, 3) * 14;
                    double wave = 0.5 + 0.5 * StrictMath.sin(rings * 2 * Math.PI);
                    double fibre = grain.fractal(x * 0.05 + shift, across * 1.3, 3);
                    double tone = 0.9 + 0.2 * grain.lattice((long) board, 9);
                    double gap = Math.min(within, plank - within);
                    Colour colour = light.towards(dark, 0.55 * wave * wave + 0.6 * (fibre - 0.35))
                            .times(tone);
                    return colour.times(gap < 0.8 ? 0.35 : 1);
                },
                2);
    }

    private static void marble(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        boolean bright = dice.chance(0.8);
        Colour stone = bright ? Colour.of(0xF0EDE8) : palette.dark();
        Colour vein = bright ? palette.dark().towards(Colour.of(0x808080), 0.4) : palette.light();
        Noise turbulence = new Noise(dice.bits());
        double scale = dice.between(0.011, 0.022);
        double angle = dice.between(0, 3);
        double cosine = StrictMath.cos(angle);
        double sine = StrictMath.sin(angle);
        canvas.fill((x, y) -> {
            double warp = turbulence.fractal(x * scale, y * scale, 5);
            double along = (cosine * x + sine * y) * 0.03 + 7 * warp;
            double thin = 1 - Math.abs(StrictMath.sin(along * Math.PI));
            double cloud = turbulence.fractal(x * scale * 0.8 + 31, y * scale * 0.8, 4);
            return stone.towards(vein, 0.5 * (cloud - 0.25) + 0.25 * thin + 0.5 * thin * thin * thin * thin * thin);
        });
    }

    private static void bricks(Canvas canvas, Dice dice) {
        Colour clay =
                dice.pick(List.of(Colour.of(0xA4553D), Colour.of(0xB98262), Colour.of(0x8F8A83), Colour.of(0xD8CDBD)));
        Colour mortar = Colour.of(0xCFC8BC).times(dice.between(0.6, 1));
        double height = dice.between(13, 24);
        double width = height * dice.between(2.0, 2.8);
        double joint = dice.between(1.4, 2.8);
        Noise noise = new Noise(dice.bits());
        canvas.fill(
                (x, y) -> {
                    double wobbleX = x + 1.2 * noise.at(x * 0.12, y * 0.12);
                    double wobbleY = y + 1.2 * noise.at(x * 0.12 + 50, y * 0.12);
                    double row = Math.floor(wobbleY / height);
                    double shifted = wobbleX + (Math.floorMod((long) row, 2) == 0 ? 0 : width / 2);
                    double column = Math.floor(shifted / width);
                    double inX = shifted - column * width;
                    double inY = wobbleY - row * height;
                    double edge = Math.min(Math.min(inX, width - inX), Math.min(inY, height - inY));
                    double grit = noise.fractal(x * 0.35, y * 0.35, 3);
                    if (edge < joint / 2) {
                        return mortar.times(0.75 + 0.3 * grit);
                    }
                    double tone = 0.72 + 0.45 * noise.lattice((long) column, (long) row);
                    double bevel = inY < joint + 1 || inX < joint + 1 ? 1.1 : edge < joint + 0.6 ? 0.78 : 1;
                    return clay.times(tone * bevel * (0.75 + 0.5 * grit));
                },
                3);
        canvas.soften(
                Shape.box(-60, dice.between(90, 150), 260, 300, 0).turned(96, 96, dice.between(-0.5, 0.5)),
                14,
                Colour.BLACK,
                0.4);
    }

    private static void cloth(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        List<Colour> dyes = palette.accents(dice);
        double pitch = dice.between(3.2, 5.5);
        int repeat = dice.whole(7, 11);
        Noise noise = new Noise(dice.bits());
        Colour ground = dice.chance(0.5) ? palette.light() : palette.dark();
        canvas.fill(
                (x, y) -> {
                    double u = x + 5 * noise.at(x * 0.015, y * 0.015);
                    double v = y + 5 * noise.at(x * 0.015 + 40, y * 0.015);
                    long warp = (long) Math.floor(u / pitch);
                    long weft = (long) Math.floor(v / pitch);
                    boolean warpAbove = Math.floorMod(warp + weft, 2) == 0;
                    long thread = Math.floorMod(warpAbove ? warp : weft, repeat);
                    Colour dye = thread < 2 ? dyes.get(0) : thread == 4 ? dyes.get(1) : ground;
                    double across = warpAbove ? u / pitch - warp : v / pitch - weft;
                    double round = 0.62 + 1.5 * across * (1 - across);
                    double fold = 0.85 + 0.3 * noise.fractal(x * 0.012 + 90, y * 0.012, 3);
                    return dye.times(round * fold);
                },
                3);
    }

    private static void pebbles(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        double size = dice.between(11, 22);
        Noise noise = new Noise(dice.bits());
        Colour gap = palette.dark().times(0.5);
        canvas.fill(
                (x, y) -> {
                    Noise.Cell cell = noise.cell(x / size, y / size);
                    double wall = (cell.second() - cell.nearest()) * size;
                    Colour stone =
                            palette.colours().get(1 + (int) (cell.name() * 5)).towards(Colour.of(0x9A948C), 0.45);
                    double mottle = 0.85 + 0.3 * noise.fractal(x * 0.2, y * 0.2, 3);
                    double dome = 1.15 - 0.75 * cell.nearest() * cell.nearest();
                    return gap.towards(stone.times(mottle * dome), wall / 3);
                },
                2);
    }

    private static void checks(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        Colour first = palette.light();
        Colour second = dice.chance(0.5) ? palette.dark() : palette.accent(dice);
        Colour haze = first.towards(second, 0.5);
        boolean floor = dice.chance(0.5);
        double pitch = dice.between(11, 26);
        double angle = dice.between(-0.7, 0.7);
        double cosine = StrictMath.cos(angle);
        double sine = StrictMath.sin(angle);
        double horizon = dice.between(30, 60);
        Noise noise = new Noise(dice.bits());
        Paint tiles = (x, y) -> {
            double depth = floor ? 90 / (y - horizon) : 1;
            double planeX = (x - 96) * depth;
            double planeY = floor ? 90 * depth : y - 96;
            double u = (cosine * planeX + sine * planeY) / pitch;
            double v = (cosine * planeY - sine * planeX) / pitch;
            Colour tile = Math.floorMod((long) Math.floor(u) + (long) Math.floor(v), 2) == 0 ? first : second;
            double sheen = 0.8 + 0.35 * noise.fractal(u * 0.4, v * 0.4, 3);
            return tile.times(sheen).towards(haze, floor ? 0.1 * (depth - 0.6) : 0);
        };
        if (!floor) {
            canvas.fill(tiles, 3);
            return;
        }
        Colour wall = palette.accent(dice);
        canvas.fill((x, y) -> y > horizon + 1 ? tiles.at(x, y) : wall.times(0.7 + 0.3 * y / horizon), 3);
        double x = dice.between(50, 140);
        canvas.soften(Shape.ellipse(x + 12, 152, 34, 8), 9, Colour.BLACK, 0.5);
        canvas.draw(Shape.disc(x, 124, 30), Paint.ball(palette.accents(dice).get(0), x, 124, 30));
    }

    private static void stripes(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        List<Colour> accents = palette.accents(dice);
        List<Colour> bands = List.of(palette.light(), accents.get(0), palette.light(), accents.get(1), accents.get(0));
        double width = dice.between(5, 15);
        double angle = dice.between(0, 3.1);
        double cosine = StrictMath.cos(angle);
        double sine = StrictMath.sin(angle);
        double bend = dice.between(0, 12);
        double bow = dice.between(0.02, 0.05);
        canvas.fill(
                (x, y) -> {
                    double along = cosine * x + sine * y;
                    double across = cosine * y - sine * x + bend * StrictMath.sin(along * bow);
                    int band = (int) Math.floorMod((long) Math.floor(across / width), (long) bands.size());
                    double pleat = 0.88 + 0.14 * StrictMath.sin(across * 0.07 + along * 0.02);
                    return bands.get(band).times(pleat);
                },
                4);
    }

    private static void weathered(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        Colour coat = palette.accent(dice);
        Colour rust = Colour.of(0x7A3B1D);
        Noise noise = new Noise(dice.bits());
        double scale = dice.between(0.012, 0.028);
        double level = dice.between(0.44, 0.54);
        canvas.fill(
                (x, y) -> {
                    double patch = noise.fractal(x * scale, y * scale, 6);
                    double grit = noise.fractal(x * 0.4 + 70, y * 0.4, 3);
                    Colour metal = rust.towards(Colour.of(0xC98A4B), grit).times(0.7 + 0.5 * grit);
                    double chip = (patch - level) * 40;
                    Colour paint = coat.times(0.92 + 0.12 * grit).times(1 + 0.15 * (patch - 0.5));
                    return paint.towards(metal, chip).times(chip > -0.7 && chip < 0 ? 0.75 : 1);
                },
                2);
        double x = dice.between(20, 60);
        for (double y = 20; y < SIZE; y += 50) {
            Shape rivet = Shape.disc(x, y, 5);
            canvas.shadow(rivet, 2, 0.5);
            canvas.draw(rivet, Paint.ball(coat.towards(Colour.of(0x777777), 0.5), x, y, 5));
        }
    }
}
