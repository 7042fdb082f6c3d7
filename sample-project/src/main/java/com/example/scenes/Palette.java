package com.example.scenes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Six colours that go together, the darkest first and the lightest last.
 *
 * @param colours in order of lightness
 */
record Palette(List<Colour> colours) {

    private static final List<Palette> ALL = List.of(
            of(0x2E3440, 0x4C566A, 0xBF616A, 0x88C0D0, 0xEBCB8B, 0xECEFF4),
            of(0x355070, 0x6D597A, 0xB56576, 0xE56B6F, 0xEAAC8B, 0xFBE9D7),
            of(0x03263F, 0x0A4D68, 0x088395, 0x05BFDB, 0xF2B45C, 0xE8F6EF),
            of(0x1B3022, 0x395E3F, 0xC5603A, 0x7A9E4B, 0xD9D2A6, 0xF3EFE0),
            of(0x22223B, 0x4A4E69, 0xE07A5F, 0x9A8C98, 0xC9ADA7, 0xF2E9E4),
            of(0x264653, 0xE76F51, 0x2A9D8F, 0xF4A261, 0xE9C46A, 0xFDF6E3),
            of(0x0D1B2A, 0x1B3A5B, 0xD90429, 0x415A77, 0x9DB4C8, 0xE0E1DD),
            of(0x3D405B, 0x5F797B, 0xE07A5F, 0x81B29A, 0xF2CC8F, 0xF4F1DE),
            of(0x3B1F2B, 0x6B2D5C, 0xDB504A, 0x56A3A6, 0xF0C808, 0xFFF1D0),
            of(0x14213D, 0x2F4B7C, 0x7A5195, 0xEF5675, 0xFFA600, 0xF5F3F4));

    static Palette any(Dice dice) {
        return dice.pick(ALL);
    }

    Colour dark() {
        return colours.get(0);
    }

    Colour light() {
        return colours.get(colours.size() - 1);
    }

    /** One of the colours between the darkest and the lightest. */
    Colour accent(Dice dice) {
        return colours.get(dice.whole(1, colours.size() - 2));
    }

    /** The four colours between the darkest and the lightest, in a random order. */
    List<Colour> accents(Dice dice) {
        List<Colour> shuffled = new ArrayList<>(colours.subList(1, colours.size() - 1));
        IntStream.iterate(shuffled.size() - 1, last -> last > 0, last -> last - 1)
                .forEach(last -> Collections.swap(shuffled, last, dice.whole(0, last)));
        return shuffled;
    }

    private static Palette of(int... colours) {
        return new Palette(IntStream.of(colours).mapToObj(Colour::of).toList());
    }
}
