package com.example.scenes;

import java.util.List;
import java.util.Locale;

/**
 * A set of images that any machine renders alike, to the last bit.
 *
 * <p>Image {@code index} depends on the seed and the index only. The families take turns, and so do the scenes of each
 * family, so that any number of images is a fair mixture.
 *
 * @param seed chooses the set; sets of different seeds have no image in common
 */
public record Scenes(long seed) {

    /** The images that the autoencoder is judged on. */
    public static final Scenes EVALUATION = new Scenes(20_261_122L);

    /** How many images the evaluation has: sixteen of each family. */
    public static final int EVALUATION_IMAGES = 64;

    /** What an image shows, and so the slice of the evaluation that it belongs to. */
    public enum Family {
        SHAPES(ShapeScenes.ALL),
        LINES(LineScenes.ALL),
        TEXT(TextScenes.ALL),
        TEXTURE(TextureScenes.ALL);

        private final List<Scene> scenes;

        Family(List<Scene> scenes) {
            this.scenes = scenes;
        }

        public String slice() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Family family(int index) {
        Family[] families = Family.values();
        return families[index % families.length];
    }

    /** The name of an image: its slice and its number there, such as {@code text/003}. */
    public static String name(int index) {
        return String.format(Locale.ROOT, "%s/%03d", family(index).slice(), index / Family.values().length);
    }

    public Picture render(int index) {
        List<Scene> scenes = family(index).scenes;
        Dice dice = Dice.of(seed, index);
        Canvas canvas = new Canvas();
        scenes.get(index / Family.values().length % scenes.size()).paint(canvas, dice);
        return canvas.developed(dice);
    }
}
