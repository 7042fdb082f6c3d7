package io.aegate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.evaluation.MetricCatalog;
import io.aegate.gate.Budgets;
import io.aegate.gate.Vocabulary;
import io.aegate.metric.MetricId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the manual to the code, and its links to what they point to. */
class ManualTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

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
        Vocabulary vocabulary = new Vocabulary(new MetricCatalog().infos(), Set.of("faces"), Set.of());

        assertThat(budgets)
                .hasSizeGreaterThan(8)
                .allSatisfy(budget ->
                        assertThat(Budgets.parse(List.of(budget), vocabulary)).hasSize(1));
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
