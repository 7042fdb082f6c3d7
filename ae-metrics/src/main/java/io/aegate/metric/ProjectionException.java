package io.aegate.metric;

/** Says that a network gives what is no projection of an image; whoever knows the images' names tells users. */
public final class ProjectionException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int image;

    /**
     * What is wrong with the projection of an image.
     *
     * @param image its place in name order
     * @param wrong what the network gives, as a sentence without its subject's name
     */
    public ProjectionException(int image, String wrong) {
        super(wrong);
        this.image = image;
    }

    public int image() {
        return image;
    }
}
