package io.aegate.image;

/** Width and height of an image in pixels; in messages width comes first. */
public record ImageSize(int width, int height) {

    public int shorterSide() {
        return Math.min(width, height);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
