package io.aegate.maven.it;

import static io.aegate.SharedFiles.shared;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/** A tiny project as a user has one, and Maven on it. */
final class MavenBuild {

    private static final String PLUGIN = "io.aegate:ae-gate-maven-plugin:";
    private static final List<String> QUIET = List.of("-B", "-ntp", "-Dstyle.color=never");

    private final Path folder;
    private final Path maven;
    private final Path java;
    private final Map<String, String> environment = new TreeMap<>();
    private boolean online;

    private MavenBuild(Path folder, Path maven, Path java) {
        this.folder = folder;
        this.maven = maven;
        this.java = java;
    }

    /** A project without any file. */
    static MavenBuild in(Path folder) {
        return new MavenBuild(
                folder, Path.of(LocalRepository.property("it.maven")), Path.of(System.getProperty("java.home")));
    }

    /** The same project built by another Maven. */
    MavenBuild by(Path otherMaven) {
        MavenBuild build = new MavenBuild(folder, otherMaven, java);
        build.online = online;
        return build;
    }

    /** Lets Maven fetch what no build of this machine needed so far: plugins and JUnits that only users have. */
    MavenBuild online() {
        online = true;
        return this;
    }

    MavenBuild environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** A goal of the plugin, in full, as it is written on the command line without a POM. */
    static String goal(String name) {
        return PLUGIN + LocalRepository.version() + ":" + name;
    }

    /** Three photos as references, and what became of them: jpeg90, blur15 and so on. */
    MavenBuild photos(String references, String reconstructions, String kind) {
        for (String photo : List.of("astronaut", "camera", "chelsea")) {
            photo(references + "/" + photo + ".png", photo + "_ref");
            photo(reconstructions + "/" + photo + ".png", photo + "_" + kind);
        }
        return this;
    }

    /** One of the shared photos, under another name. */
    MavenBuild photo(String path, String photo) {
        return file(path, bytes(shared("reference/images/" + photo + ".png")));
    }

    /** Bitmaps as references, of which a regression can be told from chance, and noisy copies of them, the noise by number. */
    MavenBuild noisy(String references, String reconstructions, IntUnaryOperator noise) {
        return noisy(NoisyImages.COUNT, references, reconstructions, noise);
    }

    /** The first so many of them. */
    MavenBuild noisy(int count, String references, String reconstructions, IntUnaryOperator noise) {
        for (int number = 0; number < count; number++) {
            String name = "/" + NoisyImages.name(number) + ".bmp";
            image(references + name, NoisyImages.reference(number));
            image(reconstructions + name, NoisyImages.noisy(number, noise.applyAsInt(number)));
        }
        return this;
    }

    /** An image in a format of Java's own. */
    MavenBuild image(String path, BufferedImage image) {
        Path place = place(path);
        try {
            if (!ImageIO.write(image, path.substring(path.lastIndexOf('.') + 1), place.toFile())) {
                throw new IllegalArgumentException("Java cannot write " + path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    MavenBuild file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    MavenBuild file(String path, byte[] contents) {
        try {
            Files.write(place(path), contents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Changes the lowest bit of a file's last byte: of a bitmap, a grey level of one channel of one pixel. */
    MavenBuild flipLastBit(String path) {
        byte[] bytes = bytes(folder.resolve(path));
        bytes[bytes.length - 1] ^= 1;
        return file(path, bytes);
    }

    /** The first so many bytes of a file that lies elsewhere. */
    MavenBuild beginning(String path, Path whole, int length) {
        return file(path, Arrays.copyOf(bytes(whole), length));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path place(String path) {
        Path place = folder.resolve(path);
        try {
            Files.createDirectories(place.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return place;
    }

    /** A POM whose verify phase has a gate of the given settings, each {@code name=value}. */
    MavenBuild gate(String... settings) {
        return file("pom.xml", pom("project", plugin("verify", settings)));
    }

    /** A POM whose plugin has the settings, and a gate in the verify phase that adds none: goals of the command line have them, too. */
    MavenBuild pluginGate(String... settings) {
        return file("pom.xml", pom("project", pluginWithGate(settings)));
    }

    /** A plugin of these settings, with a gate that adds none. */
    static String pluginWithGate(String... settings) {
        return "<plugin>" + coordinates() + configuration(settings) + "<executions>" + execution("gate", "verify")
                + "</executions></plugin>";
    }

    /** A module that has a gate of its own in its verify phase; {@link #modules} lists it. */
    MavenBuild module(String name, String... settings) {
        return file(name + "/pom.xml", pom(name, plugin("verify", settings)));
    }

    /** A POM that only lists modules. */
    MavenBuild modules(List<String> names) {
        String modules = names.stream()
                .map(name -> "<module>" + name + "</module>")
                .collect(Collectors.joining("", "<modules>", "</modules>"));
        return file("pom.xml", header("modules") + modules + "</project>\n");
    }

    /** A POM with the given plugins. */
    static String pom(String artifact, String plugins) {
        return header(artifact) + "<build><plugins>" + plugins + "</plugins></build></project>\n";
    }

    private static String header(String artifact) {
        return "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>"
                + "<groupId>com.example</groupId><artifactId>" + artifact
                + "</artifactId><version>1</version><packaging>pom</packaging>\n";
    }

    /** The plugin with one execution. */
    static String plugin(String goal, String... settings) {
        return "<plugin>" + coordinates() + "<executions>" + execution("gate", goal, settings)
                + "</executions></plugin>";
    }

    static String coordinates() {
        return "<groupId>io.aegate</groupId><artifactId>ae-gate-maven-plugin</artifactId><version>"
                + LocalRepository.version() + "</version>";
    }

    static String execution(String id, String goal, String... settings) {
        return "<execution><id>" + id + "</id><goals><goal>" + goal + "</goal></goals>" + configuration(settings)
                + "</execution>";
    }

    static String configuration(String... settings) {
        return Arrays.stream(settings)
                .map(setting -> setting.split("=", 2))
                .map(parts -> "<" + parts[0] + ">" + escaped(parts[1]) + "</" + parts[0] + ">")
                .collect(Collectors.joining("", "<configuration>", "</configuration>"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The settings as properties of the command line. */
    static List<String> properties(String... settings) {
        return Arrays.stream(settings).map(setting -> "-Dae-gate." + setting).toList();
    }

    BuildResult run(String... arguments) {
        return run(List.of(arguments));
    }

    BuildResult run(List<String> arguments) {
        return start(arguments).result();
    }

    /** Runs a line that begins with mvn as a shell does. */
    BuildResult shell(String line) {
        // The function stands for the Maven of this build, with its own options.
        String mvn = maven().stream().map(word -> "'" + word + "' ").collect(Collectors.joining());
        return launch(List.of("sh", "-c", "mvn() { " + mvn + "\"$@\"; }\n" + line))
                .result();
    }

    RunningBuild start(List<String> arguments) {
        List<String> command = new ArrayList<>(maven());
        command.addAll(arguments);
        return launch(command);
    }

    /** Maven with the options of all builds. */
    private List<String> maven() {
        List<String> command = new ArrayList<>();
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        command.add(maven.resolve("bin").resolve(windows ? "mvn.cmd" : "mvn").toString());
        command.addAll(QUIET);
        if (!online) {
            command.add("-o");
        }
        command.add("-Dmaven.repo.local=" + LocalRepository.get());
        return command;
    }

    private RunningBuild launch(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables
                .keySet()
                .removeIf(name -> name.startsWith("MAVEN_")
                        || name.equals("M2_HOME")
                        || name.equals("CI")
                        || name.equals("GITHUB_STEP_SUMMARY"));
        variables.put("JAVA_HOME", java.toString());
        // Apart from other builds on this machine, whose workers these tests must not wait for.
        variables.put(
                "XDG_CACHE_HOME", LocalRepository.target().resolve("it-cache").toString());
        variables.putAll(environment);
        try {
            return new RunningBuild(builder.start(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
