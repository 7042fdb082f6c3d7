package com.example.autoencoder;

import com.example.scenes.Png;
import com.example.scenes.Scenes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The build step before the gate: makes the images, their slices and the damaged checkpoint in the build's folder.
 *
 * <p>A product appears whole or not at all, and is made again only when the code or the checkpoint that it is made of has
 * changed.
 */
public final class Prepare {

    /** The damaged checkpoint keeps 5 bits of a weight: its sign and one of 16 sizes. */
    private static final int DAMAGED_LEVELS = 15;

    private final Path folder;
    private final String version;

    /** Makes one product at a path of its own, which does not exist yet. */
    @FunctionalInterface
    interface Recipe {
        void make(Path product) throws IOException;
    }

    /**
     * Products go into {@code folder}; those of another version are made again.
     *
     * @param version whatever tells the present recipes from others
     */
    Prepare(Path folder, String version) {
        this.folder = folder;
        this.version = version;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected two arguments, the folder to prepare and the checkpoint, not "
                    + arguments.length + " arguments");
        }
        Path folder = Path.of(arguments[0]);
        Path checkpoint = Path.of(arguments[1]);
        String code = codeHash();
        Prepare images = new Prepare(folder, code);
        images.once("evaluation", Prepare::images);
        images.once("slices.csv", Prepare::slices);
        new Prepare(folder, code + hash(List.of(checkpoint), checkpoint))
                .once("autoencoder-damaged.pt", file -> Damage.copy(checkpoint, file, DAMAGED_LEVELS));
    }

    /** Makes the product unless this version of it is already there. */
    void once(String name, Recipe recipe) throws IOException {
        Path product = folder.resolve(name);
        Path stamp = folder.resolve("prepared").resolve(name + ".version");
        if (Files.exists(product)
                && Files.exists(stamp)
                && Files.readString(stamp).equals(version)) {
            return;
        }
        Files.createDirectories(stamp.getParent());
        Files.deleteIfExists(stamp);
        Path workshop = Files.createTempDirectory(folder, "prepare-");
        try {
            recipe.make(workshop.resolve(name));
            delete(product);
            Files.move(workshop.resolve(name), product, StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(stamp, version);
        } finally {
            delete(workshop);
        }
    }

    private static void images(Path folder) throws IOException {
        for (Scenes.Family family : Scenes.Family.values()) {
            Files.createDirectories(folder.resolve(family.slice()));
        }
        try {
            IntStream.range(0, Scenes.EVALUATION_IMAGES).parallel().forEach(index -> image(folder, index));
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static void image(Path folder, int index) {
        try {
            Files.write(folder.resolve(Scenes.name(index) + ".png"), Png.encode(Scenes.EVALUATION.render(index)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void slices(Path file) throws IOException {
        Stream<String> rows = IntStream.range(0, Scenes.EVALUATION_IMAGES)
                .mapToObj(
                        index -> Scenes.name(index) + "," + Scenes.family(index).slice())
                .sorted();
        Files.writeString(
                file,
                String.join("\n", Stream.concat(Stream.of("image,slice"), rows).toList()) + "\n");
    }

    /** The SHA-256 of this project's compiled classes. */
    private static String codeHash() throws IOException {
        try {
            Path code = Path.of(Prepare.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return hash(below(code), code);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The SHA-256 of files and of their names below {@code root}. */
    private static String hash(List<Path> paths, Path root) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : paths) {
                if (Files.isRegularFile(file)) {
                    digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                    digest.update(Files.readAllBytes(file));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            List<Path> all = below(path);
            for (int i = all.size() - 1; i >= 0; i--) {
                Files.delete(all.get(i));
            }
        }
    }

    /** The path itself and all it holds, in a fixed order, folders before what they hold. */
    private static List<Path> below(Path path) throws IOException {
        try (Stream<Path> walk = Files.walk(path)) {
            return walk.sorted(Comparator.naturalOrder()).toList();
        }
    }
}
