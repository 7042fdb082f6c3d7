package com.example.scenes;

/** An sRGB colour; 0 is black and 1 full strength, values outside are cut off only when an image is finished. */
record Colour(double red, double green, double blue) {

    static final Colour BLACK = new Colour(0, 0, 0);
    static final Colour WHITE = new Colour(1, 1, 1);

    /** The colour written as in HTML, such as {@code 0x2A9D8F}. */
    static Colour of(int rgb) {
        return new Colour((rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
    }

    /** This colour at 0, {@code other} at 1, a straight mixture between, and no further. */
    Colour towards(Colour other, double share) {
        double t = Math.max(0, Math.min(1, share));
        return new Colour(
                red + (other.red - red) * t, green + (other.green - green) * t, blue + (other.blue - blue) * t);
    }

    Colour times(double light) {
        return new Colour(red * light, green * light, blue * light);
    }

    /** Perceived lightness (Rec. 601 luma). */
    double luma() {
        return 0.299 * red + 0.587 * green + 0.114 * blue;
    }

    /** Nearly black or nearly white, whichever can be read on this colour. */
    Colour legible() {
        return luma() > 0.5 ? times(0.18) : towards(WHITE, 0.88);
    }
}
