package io.aegate.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.GateSpec;
import io.aegate.Parameter;
import io.aegate.Settings;
import io.aegate.junit.DeclaredSpecs;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.maven.model.Build;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** That a POM, a property and the facade call each parameter by one name, and mean the same by it. */
class ConfigurationTest {

    @TempDir
    private Path folder;

    /** What the plugin has besides the parameters that a test has, too. */
    private static final List<String> OF_EVERY_GOAL =
            List.of("baselineArtifact", "weightsMirror", "workerMemory", "skip");

    private static final Map<String, List<String>> OF_GOALS = Map.of(
            "verify", List.of("selfTest"),
            "measure", List.of(),
            "weights", List.of(),
            "accept", List.of("reason", "anchor", "allowInCi", "attach"));

    @ParameterizedTest
    @ValueSource(strings = {"verify", "measure", "accept", "weights"})
    void every_parameter_is_a_setting_of_the_goal_and_a_property_of_the_same_name(String goal) throws Exception {
        Set<String> expected = Stream.of(
                        Arrays.stream(Parameter.values()).map(Parameter::key),
                        OF_EVERY_GOAL.stream(),
                        OF_GOALS.getOrDefault(goal, List.of()).stream())
                .flatMap(Function.identity())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(propertiesOf(goal))
                .isEqualTo(expected.stream()
                        .collect(Collectors.toMap(Function.identity(), name -> "${ae-gate." + name + "}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "measure", "accept", "weights"})
    void waivers_are_the_one_setting_that_is_no_property(String goal) throws Exception {
        Set<String> settings = settingsOf(goal);
        settings.removeAll(propertiesOf(goal).keySet());

        assertThat(settings).containsExactly("waivers");
    }

    @Test
    void waivers_of_a_pom_and_of_annotations_are_equal() throws Exception {
        VerifyMojo goal = configured(
                Map.of(
                        Parameter.REFERENCES, "eval/images",
                        Parameter.RECONSTRUCTIONS, "out/images",
                        Parameter.BUDGETS, "p05(psnr) >= 24; psnr[*] >= 28",
                        Parameter.OUTPUT_DIRECTORY, "target/gate"),
                Map.of());
        set(
                goal,
                "waivers",
                List.of(
                        waiver("p05(psnr) at least 24", "2026-12-31", "night scenes, see issue 12"),
                        waiver("psnr[faces] >= 28", "2027-01-31", "new crops")));

        assertThat(goal.settings().waivers())
                .isEqualTo(
                        DeclaredSpecs.settings(Annotated.Waived.class, Map.of()).waivers())
                .containsExactly(
                        new io.aegate.gate.Waiver(
                                "p05(psnr) at least 24", LocalDate.of(2026, 12, 31), "night scenes, see issue 12"),
                        new io.aegate.gate.Waiver("psnr[faces] >= 28", LocalDate.of(2027, 1, 31), "new crops"));
    }

    /** As Maven makes one of the elements of the same names. */
    private static Waiver waiver(String budget, String until, String reason) throws Exception {
        Waiver waiver = new Waiver();
        for (Map.Entry<String, String> said :
                Map.of("budget", budget, "until", until, "reason", reason).entrySet()) {
            Field field = Waiver.class.getDeclaredField(said.getKey());
            field.setAccessible(true);
            field.set(waiver, said.getValue());
        }
        return waiver;
    }

    @Test
    void each_setting_reaches_the_parameter_of_its_name() throws Exception {
        Map<Parameter, String> expected = Arrays.stream(Parameter.values())
                .collect(Collectors.toMap(
                        Function.identity(),
                        parameter -> "what was said of " + parameter.key(),
                        (a, b) -> a,
                        () -> new EnumMap<>(Parameter.class)));
        VerifyMojo goal = goal(folder);
        for (Map.Entry<Parameter, String> said : expected.entrySet()) {
            set(goal, said.getKey().key(), said.getValue());
        }

        assertThat(goal.settings()).isEqualTo(new Settings(folder, expected));
    }

    @Test
    void each_of_several_gates_has_anchors_of_its_own_also_where_the_baseline_is_an_artifact() throws Exception {
        VerifyMojo goal = goal(folder, "fast", "large");
        set(goal, "anchors", "release");

        assertThat(goal.settings().text(Parameter.ANCHORS)).contains("release");
        assertThat(goal.settings().text(Parameter.BASELINE)).contains("ae-gate/baseline-fast.json");

        set(goal, "baselineArtifact", "com.acme:model:zip:ae-gate:1.4.0");
        assertThat(goal.settings().text(Parameter.ANCHORS)).contains("release=ae-gate/release-fast.json");

        set(goal, "baselineArtifact", null);
        set(goal, "baseline", "models/fast.json");
        assertThat(goal.settings().text(Parameter.ANCHORS)).contains("release=ae-gate/release-fast.json");
    }

    /** The thing under test in its three forms; between them every parameter is said. */
    private static final Map<Class<?>, Map<Parameter, String>> FORMS = Map.of(
            Annotated.Checkpoint.class,
            Map.ofEntries(
                    Map.entry(Parameter.REFERENCES, "eval/images"),
                    Map.entry(Parameter.CHECKPOINT, "src/test/resources/specs/vae.pt"),
                    Map.entry(Parameter.RANGE, "[-1,1]"),
                    Map.entry(Parameter.LATENT, "moments"),
                    Map.entry(Parameter.QUANTIZE, "truncate"),
                    Map.entry(Parameter.BUDGETS, "psnr >= 30; psnr[faces] at least 28"),
                    Map.entry(Parameter.SLICES, "eval/slices.csv"),
                    Map.entry(Parameter.BASELINE, "src/test/resources/specs/accepted/baseline-vae.json"),
                    Map.entry(Parameter.BASELINE_CHECKPOINT, "src/test/resources/specs/released.pt"),
                    Map.entry(Parameter.ANCHORS, "release, first=src/test/resources/specs/accepted/first.zip"),
                    Map.entry(Parameter.CONFIDENCE, "90%"),
                    Map.entry(Parameter.MIN_SAMPLES, "50"),
                    Map.entry(Parameter.ON_INCONCLUSIVE, "WARN"),
                    Map.entry(Parameter.BATCH_SIZE, "4"),
                    Map.entry(Parameter.OUTPUT_DIRECTORY, "target/gate")),
            Annotated.Reconstructions.class,
            Map.ofEntries(
                    Map.entry(Parameter.REFERENCES, "eval/images"),
                    Map.entry(Parameter.RECONSTRUCTIONS, "out/images"),
                    Map.entry(Parameter.GENERATED, "out/generated"),
                    Map.entry(Parameter.BUDGETS_FILE, "src/test/resources/specs/budgets.txt"),
                    Map.entry(Parameter.METRICS, "ssim,l1"),
                    Map.entry(
                            Parameter.PROJECTORS,
                            "lines = models/lines.onnx mean=0.485,0.456,0.406 std=0.229,0.224,0.225;"
                                    + " pose = pose.pt output=embedding"),
                    Map.entry(Parameter.PROTOCOL, "rae"),
                    Map.entry(Parameter.STATISTICS, "src/test/resources/specs/statistics.npz"),
                    Map.entry(Parameter.EXPORT_STATISTICS, "out/references.npz"),
                    Map.entry(Parameter.STANDARD_ERRORS, "true"),
                    Map.entry(Parameter.RESIZE, "center-crop:256"),
                    Map.entry(Parameter.CONVERT, "true"),
                    Map.entry(Parameter.THREADS, "3"),
                    Map.entry(Parameter.OUTPUT_DIRECTORY, "target/gate")),
            Annotated.Architecture.class,
            Map.ofEntries(
                    Map.entry(Parameter.REFERENCES, "eval/images"),
                    Map.entry(Parameter.ARCHITECTURE, "taesd"),
                    Map.entry(Parameter.ENCODER, "src/test/resources/specs/encoder.pth"),
                    Map.entry(Parameter.DECODER, "src/test/resources/specs/decoder.pth"),
                    Map.entry(Parameter.BUDGETS, "psnr >= 30"),
                    Map.entry(Parameter.DEVICE, "cuda:1"),
                    Map.entry(Parameter.PRECISION, "bf16"),
                    Map.entry(Parameter.WEIGHTS_DIRECTORY, "src/test/resources/specs"),
                    Map.entry(Parameter.ACCEPT_LICENSE, "w600k_mbf.onnx, det_500m.onnx"),
                    Map.entry(Parameter.ALLOW_UNVERIFIED_WEIGHTS, "true"),
                    Map.entry(Parameter.OUTPUT_DIRECTORY, "target/gate")));

    @Test
    void a_pom_properties_and_an_annotation_make_equal_specs_of_every_parameter() throws Exception {
        EnumSet<Parameter> said = EnumSet.noneOf(Parameter.class);
        for (Map.Entry<Class<?>, Map<Parameter, String>> form : FORMS.entrySet()) {
            said.addAll(form.getValue().keySet());

            GateSpec pom = GateSpec.of(configured(form.getValue(), Map.of()).settings());
            Map<String, String> properties = new TreeMap<>();
            form.getValue().forEach((parameter, text) -> properties.put("ae-gate." + parameter.key(), text));

            assertThat(GateSpec.of(configured(Map.of(), properties).settings())).isEqualTo(pom);
            assertThat(DeclaredSpecs.of(form.getKey(), Map.of())).isEqualTo(pom);
            assertThat(DeclaredSpecs.of(Annotated.ByProperties.class, properties))
                    .isEqualTo(pom);
        }
        assertThat(said).isEqualTo(EnumSet.allOf(Parameter.class));
    }

    /** The goal as Maven fills it in: by what the POM says, otherwise by the properties that the plugin's descriptor names. */
    private VerifyMojo configured(Map<Parameter, String> pom, Map<String, String> properties) throws Exception {
        VerifyMojo goal = goal(Path.of("").toAbsolutePath());
        for (Map.Entry<String, String> parameter : propertiesOf("verify").entrySet()) {
            String property = parameter.getValue().replaceAll("^\\$\\{|}$", "");
            if (properties.containsKey(property)) {
                set(goal, parameter.getKey(), properties.get(property));
            }
        }
        for (Map.Entry<Parameter, String> said : pom.entrySet()) {
            set(goal, said.getKey().key(), said.getValue());
        }
        return goal;
    }

    /** The first of these executions of a POM, or the goal of the command line if there are none. */
    private VerifyMojo goal(Path base, String... executions) throws Exception {
        RepositorySystem unused = (RepositorySystem) Proxy.newProxyInstance(
                RepositorySystem.class.getClassLoader(),
                new Class<?>[] {RepositorySystem.class},
                (proxy, method, arguments) -> {
                    throw new AssertionError(method + " is not needed here");
                });
        VerifyMojo goal = new VerifyMojo(unused);
        MavenProject project = new MavenProject();
        project.setFile(base.resolve("pom.xml").toFile());
        set(goal, "project", project);
        Plugin plugin = new Plugin();
        for (String id : executions) {
            PluginExecution execution = new PluginExecution();
            execution.setId(id);
            execution.addGoal("verify");
            plugin.addExecution(execution);
        }
        Build build = new Build();
        build.setDirectory(base.resolve("target").toString());
        build.addPlugin(plugin);
        project.getModel().setBuild(build);
        String id = executions.length == 0 ? "default-cli" : executions[0];
        set(goal, "execution", new MojoExecution(plugin, "verify", id));
        return goal;
    }

    private static void set(VerifyMojo goal, String name, @Nullable Object value) throws Exception {
        Field field = AbstractGateMojo.class.getDeclaredField(name);
        field.setAccessible(true);
        field.set(goal, value);
    }

    /** The properties that set a goal's parameters, by the parameters' names, as Maven reads them from the plugin. */
    private static Map<String, String> propertiesOf(String goal) throws Exception {
        Element configuration =
                (Element) described(goal).getElementsByTagName("configuration").item(0);
        return children(configuration, "*")
                .filter(parameter -> parameter.getTextContent().startsWith("${ae-gate."))
                .collect(Collectors.toMap(Element::getTagName, Element::getTextContent, (a, b) -> a, TreeMap::new));
    }

    /** The parameters of a goal that a POM may set. */
    private static Set<String> settingsOf(String goal) throws Exception {
        return children(described(goal), "parameter")
                .filter(parameter -> text(parameter, "editable").equals("true"))
                .map(parameter -> text(parameter, "name"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Element parent, String name) {
        return parent.getElementsByTagName(name).item(0).getTextContent();
    }

    private static Element described(String goal) throws Exception {
        try (InputStream descriptor = VerifyMojo.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
            Element plugin = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Optional.ofNullable(descriptor).orElseThrow())
                    .getDocumentElement();
            return children(plugin, "mojo")
                    .filter(candidate -> text(candidate, "goal").equals(goal))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Stream<Element> children(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(index -> (Element) found.item(index));
    }
}
