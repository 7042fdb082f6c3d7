package io.aegate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.aegate.evaluation.MetricCatalog;
import io.aegate.gate.Budgets;
import io.aegate.gate.Vocabulary;
import io.aegate.metric.MetricId;
import io.aegate.report.JUnitXmlReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the manual to the code, and its links to what they point to. */
class ManualTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern MESSAGES = Pattern.compile("(?m)^\\| message \\|.*\n\\| ---.*\n((?:\\|.*\n)+)");
    private static final Pattern QUOTE_AS_CHARACTER = Pattern.compile("'\\\\?\"'");
    private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final String CHECKPOINT = "\"-Dae-gate.checkpoint=$CHECKPOINT\"";

    @Test
    void every_parameter_stands_in_the_table_with_its_meaning() throws IOException {
        String page = page("docs/parameters.md").replace("`", "");

        assertThat(Arrays.stream(Parameter.values())
                        .filter(parameter -> !page.contains("| " + parameter.key() + " |"))
                        .map(Parameter::key))
                .isEmpty();
        assertThat(Arrays.stream(Parameter.values())
                        .filter(parameter -> !page.contains("| " + parameter.meaning() + " |"))
                        .map(Parameter::key))
                .isEmpty();
    }

    @Test
    void every_metric_stands_in_the_table() throws IOException {
        assertThat(firstCells(page("docs/metrics.md")))
                .containsAll(new MetricCatalog()
                        .infos().keySet().stream().map(MetricId::value).toList());
    }

    @Test
    void every_budget_of_the_manual_is_one() throws IOException {
        String page = page("docs/budgets.md");
        String table = page.substring(page.indexOf("| budget |"), page.indexOf("In `budgets`"));
        List<String> budgets = firstCells(table);
        Vocabulary vocabulary = new Vocabulary(new MetricCatalog().infos(), Set.of("faces"), Set.of("release"));

        assertThat(budgets)
                .hasSizeGreaterThan(8)
                .allSatisfy(budget ->
                        assertThat(Budgets.parse(List.of(budget), vocabulary)).hasSize(1));
    }

    @Test
    void every_yaml_of_the_manual_is_yaml() throws IOException {
        List<JsonNode> blocks = new ArrayList<>();
        try (Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
            for (Path page :
                    pages.filter(path -> path.toString().endsWith(".md")).toList()) {
                blocks.addAll(yaml(Files.readString(page)));
            }
        }

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(3).allMatch(JsonNode::isObject);
    }

    @Test
    void jobs_on_github_run_maven_with_both_caches_and_keep_results_of_failures() throws IOException {
        List<JsonNode> jobs = yaml(page("docs/ci.md")).stream()
                .flatMap(workflow -> workflow.path("jobs").valueStream())
                .toList();

        assertThat(jobs).hasSize(2).allSatisfy(job -> {
            JsonNode steps = job.path("steps");
            assertThat(steps.findValuesAsText("run"))
                    .singleElement()
                    .asString()
                    .startsWith("mvn -B -ntp verify")
                    .doesNotContain("${{");
            assertThat(step(steps, "actions/checkout@v4").at("/with/lfs").booleanValue())
                    .isTrue();
            assertThat(step(steps, "actions/setup-java@v4").at("/with/cache").textValue())
                    .isEqualTo("maven");
            assertThat(step(steps, "actions/cache@v4").at("/with/path").textValue())
                    .isEqualTo("~/.djl.ai");
            JsonNode upload = step(steps, "actions/upload-artifact@v4");
            assertThat(upload.path("if").textValue()).isEqualTo("${{ !cancelled() }}");
            assertThat(upload.at("/with/path").asText().lines())
                    .containsExactly("target/ae-gate", "target/surefire-reports/TEST-*.xml");
        });
        assertThat(jobs.get(1).findValuesAsText("run"))
                .singleElement()
                .asString()
                .endsWith(CHECKPOINT);
        assertThat(jobs.get(1).findValue("env").path("CHECKPOINT").textValue()).isEqualTo("${{ inputs.checkpoint }}");
    }

    @Test
    void jobs_on_gitlab_run_maven_with_both_caches_and_keep_results_of_failures() throws IOException {
        JsonNode pipeline = yaml(page("docs/ci.md")).stream()
                .filter(block -> block.has("gate"))
                .findFirst()
                .orElseThrow();
        JsonNode gate = pipeline.path("gate");
        JsonNode handedIn = pipeline.path("gate-checkpoint");

        assertThat(texts(gate.path("script"))).containsExactly("mvn -B -ntp verify");
        assertThat(texts(gate.at("/cache/paths"))).containsExactly(".m2/repository", ".djl.ai");
        assertThat(gate.at("/variables/MAVEN_OPTS").textValue())
                .isEqualTo("-Dmaven.repo.local=$CI_PROJECT_DIR/.m2/repository");
        assertThat(gate.at("/variables/DJL_CACHE_DIR").textValue()).isEqualTo("$CI_PROJECT_DIR/.djl.ai");
        assertThat(gate.at("/cache/when").textValue()).isEqualTo("always");
        assertThat(gate.at("/artifacts/when").textValue()).isEqualTo("always");
        assertThat(texts(gate.at("/artifacts/paths"))).containsExactly("target/ae-gate");
        assertThat(texts(gate.at("/artifacts/reports/junit")))
                .containsExactly("target/ae-gate/" + JUnitXmlReport.FILE, "target/surefire-reports/TEST-*.xml");
        assertThat(handedIn.path("extends").textValue()).isEqualTo("gate");
        assertThat(texts(handedIn.path("script"))).containsExactly("mvn -B -ntp verify " + CHECKPOINT);
    }

    @Test
    void every_message_of_the_manual_is_one() throws IOException {
        String tables = MESSAGES.matcher(page("docs/troubleshooting.md"))
                .results()
                .map(table -> table.group(1))
                .collect(Collectors.joining());
        List<String> messages = firstCells(tables);
        List<String> sources = sources();

        assertThat(messages).hasSizeGreaterThan(50).hasSameSizeAs(tables.lines().toList());
        assertThat(messages.stream()
                        .filter(message -> sources.stream()
                                .noneMatch(literals -> parts(message).allMatch(literals::contains))))
                .isEmpty();
    }

    /** The constant parts of a message of the manual, which marks by … what differs. */
    private static Stream<String> parts(String message) {
        assertThat(message.replace("…", "")).hasSizeGreaterThan(12);
        return Arrays.stream(message.split("…")).map(String::strip);
    }

    /** The string literals of each source file, a line each; what is concatenated in the source is so here. */
    private static List<String> sources() throws IOException {
        List<Path> modules;
        try (Stream<Path> folders = Files.list(ROOT)) {
            modules = folders.filter(folder -> folder.getFileName().toString().startsWith("ae-"))
                    .map(folder -> folder.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList();
        }
        List<String> sources = new ArrayList<>();
        for (Path module : modules) {
            try (Stream<Path> files = Files.walk(module)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String code =
                            QUOTE_AS_CHARACTER.matcher(Files.readString(file)).replaceAll("");
                    sources.add(LITERAL.matcher(CONCATENATION.matcher(code).replaceAll(""))
                            .results()
                            .map(literal -> literal.group(1).replace("\\\"", "\""))
                            .collect(Collectors.joining("\n")));
                }
            }
        }
        return sources;
    }

    private static List<JsonNode> yaml(String markdown) throws IOException {
        ObjectMapper mapper = new YAMLMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        List<JsonNode> blocks = new ArrayList<>();
        Matcher matcher = YAML.matcher(markdown);
        while (matcher.find()) {
            blocks.add(mapper.readTree(matcher.group(1)));
        }
        return blocks;
    }

    private static JsonNode step(JsonNode steps, String action) {
        return steps.valueStream()
                .filter(step -> step.path("uses").asText().equals(action))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    @Test
    void the_code_that_the_walk_through_the_sample_quotes_stands_there() throws IOException {
        Path sources = ROOT.resolve("sample-project/src");
        Set<String> lines = new HashSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Files.readAllLines(file).stream().map(String::strip).forEach(lines::add);
            }
        }
        List<String> quoted = Pattern.compile("(?ms)^```java\\n(.*?)^```$")
                .matcher(page("docs/from-training-to-gate.md"))
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(String::strip)
                .toList();

        assertThat(quoted).hasSizeGreaterThan(15);
        assertThat(lines).containsAll(quoted);
    }

    @Test
    void every_link_leads_somewhere() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> manual = Files.walk(ROOT.resolve("docs"));
                Stream<Path> root = Files.list(ROOT)) {
            Stream.concat(manual, root)
                    .filter(page -> page.toString().endsWith(".md"))
                    .forEach(pages::add);
        }
        assertThat(pages).hasSizeGreaterThan(8);
        assertThat(pages.stream().flatMap(page -> deadLinks(page).stream())).isEmpty();
    }

    private static List<String> deadLinks(Path page) {
        try {
            List<String> dead = new ArrayList<>();
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                Path target = links.group(1).isEmpty() ? page : page.resolveSibling(links.group(1));
                boolean there = Files.exists(target)
                        && (links.group(2) == null || headings(target).contains(links.group(2)));
                if (!there) {
                    dead.add(page.getFileName() + ": " + links.group());
                }
            }
            return dead;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> headings(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<String> firstCells(String markdown) {
        return FIRST_CELL.matcher(markdown).results().map(cell -> cell.group(1)).toList();
    }

    private static String page(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }
}
