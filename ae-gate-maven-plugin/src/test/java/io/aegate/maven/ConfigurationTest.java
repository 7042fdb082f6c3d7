package io.aegate.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.Parameter;
import io.aegate.Settings;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
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
        VerifyMojo goal = goal();
        for (Map.Entry<Parameter, String> said : expected.entrySet()) {
            set(goal, said.getKey().key(), said.getValue());
        }

        assertThat(goal.settings()).isEqualTo(new Settings(folder, expected));
    }

    private VerifyMojo goal() throws Exception {
        RepositorySystem unused = (RepositorySystem) Proxy.newProxyInstance(
                RepositorySystem.class.getClassLoader(),
                new Class<?>[] {RepositorySystem.class},
                (proxy, method, arguments) -> {
                    throw new AssertionError(method + " is not needed here");
                });
        VerifyMojo goal = new VerifyMojo(unused);
        MavenProject project = new MavenProject();
        project.setFile(folder.resolve("pom.xml").toFile());
        set(goal, "project", project);
        return goal;
    }

    private static void set(VerifyMojo goal, String name, Object value) throws Exception {
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
