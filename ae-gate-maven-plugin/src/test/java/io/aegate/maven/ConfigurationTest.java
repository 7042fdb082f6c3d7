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
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
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

    @ParameterizedTest
    @ValueSource(strings = {"verify", "measure"})
    void every_parameter_is_a_setting_of_the_goal_and_a_property_of_the_same_name(String goal) throws Exception {
        Map<String, String> expected = Arrays.stream(Parameter.values())
                .collect(Collectors.toMap(
                        Parameter::key, parameter -> "${ae-gate." + parameter.key() + "}", (a, b) -> a, TreeMap::new));
        expected.put("workerMemory", "${ae-gate.workerMemory}");
        expected.put("skip", "${ae-gate.skip}");

        assertThat(propertiesOf(goal)).isEqualTo(expected);
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

    /** The thing under test in its three forms; between them every parameter is said. */
    private static final Map<Class<?>, Map<Parameter, String>> FORMS = Map.of(
            Annotated.Checkpoint.class,
            Map.of(
                    Parameter.REFERENCES, "eval/images",
                    Parameter.CHECKPOINT, "src/test/resources/specs/vae.pt",
                    Parameter.RANGE, "[-1,1]",
                    Parameter.LATENT, "moments",
                    Parameter.QUANTIZE, "truncate",
                    Parameter.BUDGETS, "psnr >= 30; psnr[faces] at least 28",
                    Parameter.SLICES, "eval/slices.csv",
                    Parameter.BATCH_SIZE, "4",
                    Parameter.OUTPUT_DIRECTORY, "target/gate"),
            Annotated.Reconstructions.class,
            Map.of(
                    Parameter.REFERENCES, "eval/images",
                    Parameter.RECONSTRUCTIONS, "out/images",
                    Parameter.BUDGETS_FILE, "src/test/resources/specs/budgets.txt",
                    Parameter.METRICS, "ssim,l1",
                    Parameter.RESIZE, "center-crop:256",
                    Parameter.CONVERT, "true",
                    Parameter.THREADS, "3",
                    Parameter.OUTPUT_DIRECTORY, "target/gate"),
            Annotated.Architecture.class,
            Map.of(
                    Parameter.REFERENCES, "eval/images",
                    Parameter.ARCHITECTURE, "taesd",
                    Parameter.ENCODER, "src/test/resources/specs/encoder.pth",
                    Parameter.DECODER, "src/test/resources/specs/decoder.pth",
                    Parameter.BUDGETS, "psnr >= 30",
                    Parameter.DEVICE, "cuda:1",
                    Parameter.PRECISION, "fp32",
                    Parameter.OUTPUT_DIRECTORY, "target/gate"));

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

    private VerifyMojo goal(Path base) throws Exception {
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
        return goal;
    }

    private static void set(VerifyMojo goal, String name, @Nullable Object value) throws Exception {
        Field field = AbstractGateMojo.class.getDeclaredField(name);
        field.setAccessible(true);
        field.set(goal, value);
    }

    /** The properties that set a goal's parameters, by the parameters' names, as Maven reads them from the plugin. */
    private static Map<String, String> propertiesOf(String goal) throws Exception {
        try (InputStream descriptor = VerifyMojo.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
            Element plugin = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Optional.ofNullable(descriptor).orElseThrow())
                    .getDocumentElement();
            Element mojo = children(plugin, "mojo")
                    .filter(candidate -> candidate
                            .getElementsByTagName("goal")
                            .item(0)
                            .getTextContent()
                            .equals(goal))
                    .findFirst()
                    .orElseThrow();
            Element configuration =
                    (Element) mojo.getElementsByTagName("configuration").item(0);
            return children(configuration, "*")
                    .filter(parameter -> parameter.getTextContent().startsWith("${ae-gate."))
                    .collect(Collectors.toMap(Element::getTagName, Element::getTextContent, (a, b) -> a, TreeMap::new));
        }
    }

    private static Stream<Element> children(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(index -> (Element) found.item(index));
    }
}
