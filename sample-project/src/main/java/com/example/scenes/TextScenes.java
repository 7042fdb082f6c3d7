package com.example.scenes;

import java.util.List;
import java.util.Locale;

/** Things with writing on them: pages, signs, plates, labels. */
final class TextScenes {

    static final List<Scene> ALL = List.of(
            TextScenes::page,
            TextScenes::sign,
            TextScenes::eyeChart,
            TextScenes::calendar,
            TextScenes::departures,
            TextScenes::numberPlate,
            TextScenes::books,
            TextScenes::ticket);

    private static final int SIZE = Canvas.SIZE;

    private static final List<String> WORDS = List.of(
            "RIVER", "STONE", "AMBER", "NORTH", "WINTER", "GARDEN", "LEMON", "HARBOUR", "QUIET", "PAPER", "OCEAN",
            "VELVET", "MAPLE", "CANDLE", "SILVER", "ORBIT", "JUNGLE", "PIXEL", "BREAD", "CLOUD", "FOX", "OWL", "SUN",
            "ICE", "TEA", "OAK", "BLUE", "ZERO", "KITE", "WAVE");

    private static final List<String> PLACES = List.of(
            "OSLO", "PARIS", "KYOTO", "LIMA", "CAIRO", "VIENNA", "LISBON", "DELHI", "QUITO", "BERN", "ZAGREB", "HANOI");

    private TextScenes() {}

    private static void page(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        canvas.fill(Paint.vertical(palette.accent(dice), palette.dark(), -40, 240));
        double angle = dice.between(-0.07, 0.07);
        Shape sheet = Shape.box(20, 12, 172, 184, 2).turned(96, 96, angle);
        canvas.shadow(sheet, 6, 0.5);
        canvas.draw(sheet, Paint.vertical(Colour.of(0xFCFAF4), Colour.of(0xE6E1D6), 12, 184));
        Colour ink = Colour.of(0x26242B);
        canvas.draw(
                Lettering.centred(dice.pick(WORDS) + " " + dice.pick(WORDS), 96, 24, 1.7)
                        .turned(96, 96, angle),
                palette.accent(dice).times(0.7));
        double cell = dice.between(0.82, 1.15);
        for (double y = 46; y < 172; y += cell * 12) {
            String line = words(dice, 136, cell);
            canvas.draw(new Lettering(line, 28, y, cell).turned(96, 96, angle), ink);
        }
    }

    /** As many words as fit into a width. */
    private static String words(Dice dice, double width, double cell) {
        String line = "";
        String longer = dice.pick(WORDS);
        while (Lettering.width(longer, cell) <= width) {
            line = longer;
            longer = line + " " + dice.pick(WORDS);
        }
        return line;
    }

    private static void sign(Canvas canvas, Dice dice) {
        Noise clouds = new Noise(dice.bits());
        canvas.fill(Paint.vertical(Colour.of(0x6FA3CF), Colour.of(0xDCEAF2), 0, 180));
        canvas.glaze(Colour.WHITE, (x, y) -> (clouds.fractal(x * 0.013, y * 0.03, 5) - 0.5) * 4);
        canvas.draw(Shape.below(x -> 158 - 26 * clouds.fractal(x * 0.02, 8, 4), 4), Colour.of(0x4E6B45));
        canvas.draw(
                Shape.box(52, 60, 57, 200, 1).or(Shape.box(135, 60, 140, 200, 1)),
                Paint.vertical(Colour.of(0x9AA0A6), Colour.of(0x5C6166), 60, 200));
        Colour board =
                dice.pick(List.of(Colour.of(0x0B5D3B), Colour.of(0x1B4F9C), Colour.of(0x8C2F1B), Colour.of(0xF4F1E6)));
        Colour letters = board.luma() > 0.5 ? Colour.of(0x202020) : Colour.WHITE;
        Shape panel = Shape.box(14, 30, 178, 122, 7);
        canvas.shadow(panel, 4, 0.35);
        canvas.draw(panel, Paint.vertical(board.times(1.1), board.times(0.9), 30, 122));
        canvas.draw(Shape.box(18, 34, 174, 118, 4.5).outline(1.6), letters);
        for (int row = 0; row < 3; row++) {
            double y = 43 + row * 25;
            canvas.draw(new Lettering(dice.pick(PLACES), 28, y, 2.1), letters);
            String distance = String.valueOf(dice.whole(3, 480));
            canvas.draw(new Lettering(distance, 166 - Lettering.width(distance, 2.1), y, 2.1), letters);
        }
    }

    private static void eyeChart(Canvas canvas, Dice dice) {
        Colour paper = dice.pick(List.of(Colour.of(0xFAFAF7), Colour.of(0xF5EBD5), Colour.of(0xDDE8E4)));
        canvas.fill(Paint.radial(paper, paper.times(0.85), 90, 70, 220));
        Colour ink = dice.pick(List.of(Colour.of(0x17171A), Colour.of(0x1D3557), Colour.of(0x5B1A18)));
        double cell = dice.between(4.6, 5.4);
        double y = 12;
        for (int row = 1; row <= 8 && y < 178; row++) {
            StringBuilder line = new StringBuilder();
            for (int letter = 0; letter <= row; letter++) {
                line.append((char) ('A' + dice.whole(0, 25)));
            }
            canvas.draw(Lettering.centred(line.toString(), 96, y, cell), ink);
            y += cell * 7 + 7;
            cell *= 0.74;
        }
        canvas.draw(Shape.box(20, 181, 100, 184, 0), Colour.of(0xB8322A));
        canvas.draw(Shape.box(100, 181, 172, 184, 0), Colour.of(0x2E7D4F));
    }

    private static void calendar(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        canvas.fill(Paint.radial(palette.light(), palette.light().times(0.75), 60, 40, 240));
        Shape card = Shape.box(16, 14, 176, 178, 6);
        canvas.shadow(card, 5, 0.35);
        canvas.draw(card, Colour.of(0xFDFDFB));
        Colour band = palette.accent(dice);
        canvas.draw(card.and(Shape.box(0, 0, SIZE, 50, 0)), Paint.vertical(band.times(1.1), band.times(0.85), 14, 50));
        List<String> months = List.of("MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "OCTOBER");
        canvas.draw(Lettering.centred(dice.pick(months) + " " + dice.whole(1990, 2039), 96, 24, 1.9), band.legible());
        int offset = dice.whole(0, 6);
        int today = dice.whole(1, 28);
        for (int day = 0; day < 7; day++) {
            canvas.draw(
                    Lettering.centred("MTWTFSS".substring(day, day + 1), 33 + 21 * day, 58, 1.1), Colour.of(0x8A8F98));
        }
        for (int day = 1; day <= 30; day++) {
            int at = day + offset - 1;
            double x = 33 + 21 * (at % 7);
            double y = 74 + 17.5 * (at / 7);
            boolean marked = day == today;
            if (marked) {
                canvas.draw(Shape.disc(x, y + 4.5, 8.5), band);
            }
            Colour ink = at % 7 > 4 ? Colour.of(0xC0392B) : Colour.of(0x2C3038);
            canvas.draw(Lettering.centred(String.valueOf(day), x, y, 1.3), marked ? band.legible() : ink);
        }
    }

    private static void departures(Canvas canvas, Dice dice) {
        canvas.fill(Paint.vertical(Colour.of(0x24262B), Colour.of(0x101114), 0, SIZE));
        Colour amber = dice.pick(List.of(Colour.of(0xFFC145), Colour.of(0xF2F2EC), Colour.of(0x8DF0C0)));
        canvas.draw(new Lettering("DEPARTURES", 12, 12, 2), amber);
        for (int row = 0; row < 9; row++) {
            double y = 38 + row * 16.5;
            canvas.draw(
                    Shape.box(8, y - 3.5, 184, y + 10.5, 1.5),
                    Paint.vertical(Colour.of(0x33363D), Colour.of(0x2A2C32), y - 3, y + 10));
            String time = String.valueOf(dice.whole(10, 23)) + ":" + dice.whole(1, 5) + dice.whole(0, 9);
            canvas.draw(new Lettering(time, 13, y, 1.05), amber);
            canvas.draw(new Lettering(dice.pick(PLACES), 54, y, 1.05), amber.times(0.95));
            String gate = (char) ('A' + dice.whole(0, 7)) + String.valueOf(dice.whole(1, 48));
            canvas.draw(new Lettering(gate, 112, y, 1.05), amber.times(0.95));
            boolean late = dice.chance(0.25);
            canvas.draw(
                    new Lettering(late ? "DELAYED" : "ON TIME", 138, y, 1.05),
                    late ? Colour.of(0xFF6B5E) : amber.times(0.8));
        }
    }

    private static void numberPlate(Canvas canvas, Dice dice) {
        Palette palette = Palette.any(dice);
        Colour body = palette.accent(dice);
        canvas.fill((x, y) -> body.times(0.95 - 0.5 * Math.abs(y - 60) / 130)
                .towards(Colour.WHITE, 0.35 * Math.max(0, 1 - Math.abs(y - 40) / 14)));
        canvas.draw(Shape.box(-20, 58, 212, 140, 10), Paint.vertical(body.times(0.35), body.times(0.55), 58, 140));
        Colour plate = dice.pick(List.of(Colour.of(0xFBFBF8), Colour.of(0xF7D046)));
        Shape panel = Shape.box(12, 76, 180, 118, 5);
        canvas.shadow(panel, 4, 0.6);
        canvas.draw(panel, Paint.vertical(plate, plate.times(0.86), 76, 118));
        canvas.draw(panel.and(Shape.box(0, 0, 29, SIZE, 0)), Colour.of(0x1C3F94));
        canvas.draw(Shape.box(14, 78, 178, 116, 3.5).outline(1.4), Colour.of(0x1A1A1A));
        canvas.draw(Shape.star(20.5, 88, 4, 1.7, 5), Colour.of(0xF7D046));
        String number = String.format(
                Locale.ROOT,
                "%c%c %03d%c",
                'A' + dice.whole(0, 25),
                'A' + dice.whole(0, 25),
                dice.whole(0, 999),
                'A' + dice.whole(0, 25));
        Lettering letters = Lettering.centred(number, 103, 86, 3.05);
        canvas.draw(letters.moved(0.8, 0.8), Paint.plain(Colour.WHITE), 0.6);
        canvas.draw(letters, Colour.of(0x17181C));
        canvas.draw(Shape.disc(36, 162, 17).or(Shape.disc(156, 162, 17)), Paint.plain(Colour.BLACK), 0.35);
        Colour lamp = dice.pick(List.of(Colour.of(0xFFF3C9), Colour.of(0xD64545)));
        canvas.draw(Shape.disc(36, 162, 14), Paint.ball(lamp, 36, 162, 16));
        canvas.draw(Shape.disc(156, 162, 14), Paint.ball(lamp, 156, 162, 16));
    }

    private static void books(Canvas canvas, Dice dice) {
        Colour shelf = Colour.of(0x8B5E3C);
        canvas.fill(Paint.vertical(Colour.of(0x3A2A20), Colour.of(0x241811), 0, SIZE));
        double left = 4;
        Palette palette = Palette.any(dice);
        while (left < 176) {
            double width = dice.between(16, 27);
            double right = Math.min(left + width, 189);
            double top = dice.between(16, 40);
            double start = left;
            Colour cover = dice.chance(0.2)
                    ? palette.light().times(0.9)
                    : palette.accent(dice).times(dice.between(0.7, 1));
            canvas.draw(Shape.box(left, top, right, 174, 1.5), (x, y) -> {
                double across = (x - start) / (right - start);
                return cover.times(0.6 + 1.6 * across * (1 - across));
            });
            Colour gold = cover.luma() > 0.55 ? Colour.of(0x2B2B2B) : Colour.of(0xF0D9A0);
            canvas.draw(
                    Shape.box(left + 2, top + 8, right - 2, top + 9.5, 0)
                            .or(Shape.box(left + 2, 164, right - 2, 165.5, 0)),
                    gold);
            double cell = Math.min(2, (right - left - 7) / 7);
            if (cell > 0.6) {
                double middle = (left + right) / 2;
                String title = words(dice, dice.between(90, 142 - top), cell);
                Shape letters = new Lettering(title, middle, top + 16 - 3.5 * cell, cell);
                canvas.draw(letters.turned(middle, top + 16, Math.PI / 2), gold);
            }
            left = right + dice.between(0.3, 1.2);
        }
        Noise grain = new Noise(dice.bits());
        canvas.draw(
                Shape.box(-9, 174, SIZE + 9, SIZE + 9, 0),
                (x, y) -> shelf.times(0.75 + 0.5 * grain.fractal(x * 0.03, y * 0.6, 3)));
        canvas.soften(Shape.box(-20, -20, 212, 8, 0), 16, Colour.BLACK, 0.55);
    }

    private static void ticket(Canvas canvas, Dice dice) {
        Noise grain = new Noise(dice.bits());
        Colour wood = dice.pick(List.of(Colour.of(0x8A6240), Colour.of(0x59483B), Colour.of(0xB08C66)));
        canvas.fill((x, y) -> wood.times(0.65 + 0.7 * grain.fractal(x * 0.02, y * 0.28, 4)));
        Palette palette = Palette.any(dice);
        Colour paper = dice.chance(0.6) ? palette.light() : palette.accent(dice).towards(Colour.WHITE, 0.5);
        double angle = dice.between(-0.35, 0.35);
        Shape holes = Shape.disc(14, 96, 8).or(Shape.disc(178, 96, 8));
        Shape stub = Shape.box(14, 50, 178, 142, 4);
        Shape card = ((Shape) (x, y) -> Math.max(stub.distance(x, y), -holes.distance(x, y))).turned(96, 96, angle);
        canvas.shadow(card, 6, 0.55);
        canvas.draw(card, paper);
        Colour ink = palette.dark();
        Colour accent = palette.accents(dice).get(0).times(0.85);
        canvas.draw(Shape.box(24, 57, 140, 75, 2).turned(96, 96, angle), accent);
        canvas.draw(
                Lettering.centred("ADMIT " + dice.pick(List.of("ONE", "TWO")), 82, 60, 1.8)
                        .turned(96, 96, angle),
                accent.legible());
        canvas.draw(new Lettering(dice.pick(WORDS) + " " + dice.pick(WORDS), 26, 84, 1.2).turned(96, 96, angle), ink);
        canvas.draw(
                new Lettering("ROW " + dice.whole(1, 40) + "  SEAT " + dice.whole(1, 60), 26, 100, 1.3)
                        .turned(96, 96, angle),
                ink);
        canvas.draw(
                new Lettering("NO. " + dice.whole(100000, 999999), 26, 118, 1.9).turned(96, 96, angle),
                Colour.of(0xB3261E));
        for (double x = 150; x < 168; x += dice.between(2.2, 4)) {
            canvas.draw(Shape.line(x, 60, x, 132, dice.between(0.8, 2)).turned(96, 96, angle), ink);
        }
    }
}
