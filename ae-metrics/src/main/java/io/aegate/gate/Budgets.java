package io.aegate.gate;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads budgets, wherever they are written, and refuses those that could not be judged as meant. */
public final class Budgets {

    private static final Pattern SPACES = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
    private static final long LARGEST_FILE = 1 << 20;

    private Budgets() {}

    /** The texts of a property: separated by {@code ;} or line breaks, and blank ones left out. */
    public static List<String> split(String property) {
        return Pattern.compile("[;\\n\\r]")
                .splitAsStream(property)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /**
     * The texts of a file in UTF-8: one a line; {@code #} at the beginning of a line or after a space begins a comment.
     *
     * @throws RefusedInputException if the file cannot be read as such
     */
    public static List<String> read(Path budgetsFile) {
        try {
            if (!Files.isRegularFile(budgetsFile)) {
                throw new RefusedInputException(
                        "the budgets file " + budgetsFile + " is not a file; correct budgetsFile, or leave it out");
            }
            if (Files.size(budgetsFile) > LARGEST_FILE) {
                throw new RefusedInputException("the budgets file " + budgetsFile + " has " + Files.size(budgetsFile)
                        + " bytes, and " + LARGEST_FILE + " are allowed; correct budgetsFile");
            }
            String text = Files.readString(budgetsFile, StandardCharsets.UTF_8);
            return (text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .lines()
                    .map(line -> COMMENT.matcher(line).replaceFirst("").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (CharacterCodingException e) {
            throw new RefusedInputException("the budgets file " + budgetsFile + " is not UTF-8; save it as UTF-8", e);
        } catch (IOException e) {
            throw new RefusedInputException(
                    "the budgets file " + budgetsFile + " cannot be read (" + e.getMessage() + "); make it readable",
                    e);
        }
    }

    /**
     * The budgets of the texts, in their order.
     *
     * @throws RefusedInputException naming every text that is refused, if there is one, or if there are no budgets at all
     */
    public static List<Budget> parse(List<String> texts, Vocabulary vocabulary) {
        if (texts.isEmpty()) {
            throw new RefusedInputException(
                    "no budgets are given, so nothing would be gated; give budgets or budgetsFile (a bare mvn"
                            + " ae-gate:verify reads the plugin's own <configuration>, not that of an <execution>)");
        }
        List<Budget> budgets = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (String given : texts) {
            String text = oneLine(given);
            try {
                Budget budget = BudgetParser.parse(text, vocabulary);
                if (budgets.stream().anyMatch(budget::asksTheSameAs)) {
                    throw new BudgetRefusal(0, "expected each budget once, but an earlier one asks the same");
                }
                budgets.add(budget);
            } catch (BudgetRefusal refusal) {
                refused.add(refusal.shownIn(text));
            }
        }
        refuse("budget", refused, texts.size());
        return List.copyOf(budgets);
    }

    /** A text on one line, as budgets keep it. */
    static String oneLine(String text) {
        return SPACES.matcher(text).replaceAll(" ").strip();
    }

    /** The metrics that the budgets name: what has to be measured to judge them. */
    public static SortedSet<MetricId> metrics(List<Budget> budgets) {
        SortedSet<MetricId> metrics = new TreeSet<>();
        budgets.forEach(budget -> metrics.add(budget.quantity().subject().metric()));
        return metrics;
    }

    /** What the budgets compare with. */
    public static Compared comparisons(List<Budget> budgets) {
        List<Optional<String>> names = budgets.stream()
                .flatMap(budget -> budget.quantity().regression().stream())
                .map(Quantity.Regression::anchor)
                .toList();
        Set<String> anchors = names.stream().flatMap(Optional::stream).collect(Collectors.toSet());
        return new Compared(names.contains(Optional.<String>empty()), anchors);
    }

    /**
     * The least number of images at which a bound on a share of regressions can be shown to hold, or empty if no number is enough.
     *
     * <pre>
     *   n ≥ ln(1 − confidence) / ln(1 − bound)
     * </pre>
     *
     * <p>This is where the one-sided Clopper–Pearson bound of zero hits meets the budget's; for {@code >=} hits and misses change
     * places. Other budgets need one image.
     *
     * @param confidence between 0 and 1, exclusive
     */
    public static OptionalLong imagesNeeded(Budget budget, double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence is between 0 and 1, not " + confidence);
        }
        boolean sampled =
                budget.quantity() instanceof Quantity.Share share && share.counted() instanceof Quantity.Regression;
        if (!sampled) {
            return OptionalLong.of(1);
        }
        BigDecimal share = budget.amount().value();
        double allowed = (budget.bound() == Bound.AT_MOST ? share : BigDecimal.ONE.subtract(share)).doubleValue();
        if (allowed <= 0) {
            return OptionalLong.empty();
        }
        // The quotient of two logarithms may lie a rounding error above the whole number that it is.
        double needed = Math.log1p(-confidence) / Math.log1p(-allowed) * (1 - 1e-12);
        return OptionalLong.of(Math.max(1, (long) Math.ceil(needed)));
    }

    /**
     * Refuses bounds on shares of regressions that n images could never show to hold, not even without a single hit.
     *
     * @param images the number of images that are going to be measured
     * @param confidence of the one-sided bounds, between 0 and 1, exclusive
     * @throws RefusedInputException naming every such budget and the number of images that it needs
     */
    public static void requireEnoughImages(List<Budget> budgets, int images, double confidence) {
        List<String> refused = new ArrayList<>();
        for (Budget budget : budgets) {
            OptionalLong needed = imagesNeeded(budget, confidence);
            if (needed.isPresent() && needed.getAsLong() <= images) {
                continue;
            }
            String sure = BigDecimal.valueOf(confidence)
                            .movePointRight(2)
                            .stripTrailingZeros()
                            .toPlainString() + "% confidence";
            String remedy = needed.isEmpty()
                    ? "expected a bound that images can show, because no number of them shows " + budget.amount()
                            + " at " + sure + "; leave some room"
                    : "expected a wider bound or " + needed.getAsLong() + " images, because " + images + " cannot show "
                            + budget.amount() + " at " + sure;
            refused.add(
                    new BudgetRefusal(budget.text().lastIndexOf(budget.amount().text()), remedy)
                            .shownIn(budget.text()));
        }
        refuse("budget", refused, budgets.size());
    }

    /** Refuses all that was refused of so many. */
    static void refuse(String what, List<String> refused, int of) {
        if (!refused.isEmpty()) {
            String subject = of == 1 ? "the " + what : refused.size() + " of " + of + " " + what + "s";
            throw new RefusedInputException(
                    subject + (refused.size() == 1 ? " is" : " are") + " refused:\n" + String.join("\n", refused));
        }
    }
}
