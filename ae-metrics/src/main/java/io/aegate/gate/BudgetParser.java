package io.aegate.gate;

import io.aegate.image.NearestNames;
import io.aegate.metric.Direction;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricInfo;
import java.util.Optional;

/**
 * Reads one budget by recursive descent and refuses what could not be judged as meant.
 *
 * <pre>
 *   budget   = quantity ("&gt;=" | "&lt;=" | "at least" | "at most") amount ["or warn"]
 *   quantity = value | "regression(" value ["vs" anchor] ")"
 *            | "share(" (metric | "regression(" metric ["vs" anchor] ")") compare amount ")"
 *   value    = metric | aggregate "(" metric ")"
 *   metric   = id ["[" slice "]"]
 * </pre>
 */
final class BudgetParser {

    private static final int LONGEST = 300;

    private final String text;
    private final Vocabulary vocabulary;
    private final BudgetScanner scanner;
    private final AmountParser amounts;

    private BudgetParser(String text, Vocabulary vocabulary) {
        this.text = text;
        this.vocabulary = vocabulary;
        scanner = new BudgetScanner(text);
        amounts = new AmountParser(scanner);
    }

    /** The budget of a text of one line. */
    static Budget parse(String text, Vocabulary vocabulary) throws BudgetRefusal {
        if (text.length() > LONGEST) {
            throw new BudgetRefusal(0, "expected at most " + LONGEST + " characters, found " + text.length());
        }
        return new BudgetParser(text, vocabulary).budget();
    }

    private Budget budget() throws BudgetRefusal {
        Quantity quantity = quantity();
        Bound bound = bound(quantity);
        Amount amount = quantity instanceof Quantity.Share ? amounts.share() : amounts.of(quantity, infoOf(quantity));
        Severity severity = Severity.ERROR;
        if (!scanner.atEnd()) {
            int end = scanner.position();
            if (!scanner.takeWords("or", "warn")) {
                throw refusal(end, "expected \"or warn\" or the end of the budget, found " + scanner.found());
            }
            severity = Severity.WARN;
        }
        if (!scanner.atEnd()) {
            throw refusal(scanner.position(), "expected the end of the budget, found " + scanner.found());
        }
        return new Budget(text, quantity, bound, amount, severity);
    }

    private Quantity quantity() throws BudgetRefusal {
        int start = scanner.position();
        String word = scanner.takeWord()
                .orElseThrow(() -> refusal(
                        start,
                        "expected a metric, an aggregate, regression(...) or share(...), found " + scanner.found()));
        if (!scanner.take("(")) {
            return metric(word, start, new Aggregate.Mean());
        }
        return switch (word) {
            case "regression" -> regression();
            case "share" -> share(start);
            default -> closed(aggregated(word, start));
        };
    }

    private Quantity.Regression regression() throws BudgetRefusal {
        int start = scanner.position();
        String word = metricWord(start);
        Quantity.Value value;
        if (scanner.take("(")) {
            value = closed(aggregated(word, start));
            if (!value.aggregate().canRegress()) {
                throw refusal(
                        start,
                        "expected mean, median or p01 to p99, because the " + value.aggregate()
                                + " of two sets cannot be compared reliably");
            }
        } else {
            value = metric(word, start, new Aggregate.Mean());
        }
        return closed(new Quantity.Regression(value, anchor()));
    }

    private Optional<String> anchor() throws BudgetRefusal {
        int start = scanner.position();
        Optional<String> vs = scanner.takeWord();
        if (vs.isEmpty()) {
            return Optional.empty();
        }
        if (!vs.get().equals("vs")) {
            throw refusal(start, "expected \"vs\" and an anchor, or \")\", found \"" + vs.get() + "\"");
        }
        int at = scanner.position();
        String name = scanner.takeWord()
                .orElseThrow(() -> refusal(at, "expected the name of an anchor, found " + scanner.found()));
        if (vocabulary.anchors().isEmpty()) {
            throw refusal(
                    at,
                    "expected no anchor, because none is configured; name " + name
                            + " in anchors, or compare with the baseline");
        }
        if (!vocabulary.anchors().contains(name)) {
            throw refusal(
                    at,
                    "expected an anchor, but \"" + name
                            + "\" is no configured anchor; name it in anchors, or correct it: "
                            + NearestNames.hint(name, vocabulary.anchors()));
        }
        return Optional.of(name);
    }

    private Quantity.Share share(int start) throws BudgetRefusal {
        int at = scanner.position();
        String word = metricWord(at);
        Quantity.Counted counted;
        if (!scanner.take("(")) {
            counted = metric(word, at, new Aggregate.Mean());
        } else if (word.equals("regression")) {
            int inner = scanner.position();
            counted = regression();
            if (!(counted.subject().aggregate() instanceof Aggregate.Mean)) {
                throw refusal(inner, "expected a metric, because a share counts single images");
            }
        } else {
            throw refusal(at, "expected a metric or regression(...), because a share counts single images");
        }
        MetricInfo info = infoOf(counted);
        if (info.kind() == Kind.SET) {
            throw refusal(start, "expected no share, because " + info.id() + " has one value for the whole set");
        }
        Comparison comparison = comparison();
        return closed(new Quantity.Share(counted, comparison, amounts.of(counted, info)));
    }

    private Comparison comparison() throws BudgetRefusal {
        int at = scanner.position();
        if (scanner.take("<=") || scanner.take("≤") || scanner.takeWords("at", "most")) {
            return Comparison.AT_MOST;
        }
        if (scanner.take(">=") || scanner.take("≥") || scanner.takeWords("at", "least")) {
            return Comparison.AT_LEAST;
        }
        if (scanner.take("<")) {
            return Comparison.LESS;
        }
        if (scanner.take(">")) {
            return Comparison.GREATER;
        }
        throw refusal(at, "expected <, >, <= or >=, found " + scanner.found());
    }

    private Bound bound(Quantity quantity) throws BudgetRefusal {
        int at = scanner.position();
        Bound possible = possibleBound(quantity);
        Optional<Bound> found = Optional.empty();
        if (scanner.take(">=") || scanner.take("≥") || scanner.takeWords("at", "least")) {
            found = Optional.of(Bound.AT_LEAST);
        } else if (scanner.take("<=") || scanner.take("≤") || scanner.takeWords("at", "most")) {
            found = Optional.of(Bound.AT_MOST);
        }
        String expected = "expected \"" + possible.symbol() + "\" or \"" + possible.words() + "\"";
        if (found.isEmpty()) {
            throw refusal(at, expected + ", found " + scanner.found());
        }
        if (found.get() != possible) {
            throw refusal(at, expected + ", because " + reasonOfBound(quantity));
        }
        return possible;
    }

    private Bound possibleBound(Quantity quantity) {
        if (quantity instanceof Quantity.Share share) {
            return share.comparison().picksTheWorse(directionOf(share.counted())) ? Bound.AT_MOST : Bound.AT_LEAST;
        }
        return Bound.of(directionOf(quantity));
    }

    private Direction directionOf(Quantity quantity) {
        boolean lower =
                quantity instanceof Quantity.Regression || quantity.subject().aggregate() instanceof Aggregate.Std;
        return lower ? Direction.LOWER : infoOf(quantity).direction();
    }

    private String reasonOfBound(Quantity quantity) {
        if (quantity instanceof Quantity.Share share) {
            boolean worse = share.comparison().picksTheWorse(directionOf(share.counted()));
            return share.counted() + " " + share.comparison().symbol() + " " + share.threshold() + " counts the "
                    + (worse ? "worse" : "better") + " images";
        }
        if (quantity instanceof Quantity.Regression) {
            return "a regression says how much worse it became";
        }
        return quantity + " is better when " + directionOf(quantity).word();
    }

    /** An aggregate whose name and opening parenthesis were read; its closing one is left. */
    private Quantity.Value aggregated(String word, int start) throws BudgetRefusal {
        Aggregate aggregate = Aggregate.named(word)
                .orElseThrow(() -> refusal(
                        start,
                        "expected " + Aggregate.KNOWN + ", regression or share before \"(\", found \"" + word + "\""));
        int at = scanner.position();
        Quantity.Value value = metric(metricWord(at), at, aggregate);
        MetricInfo info = infoOf(value);
        if (info.kind() == Kind.SET) {
            throw refusal(start, "expected no " + word + ", because " + info.id() + " has one value for the whole set");
        }
        return value;
    }

    private String metricWord(int at) throws BudgetRefusal {
        return scanner.takeWord().orElseThrow(() -> refusal(at, "expected a metric, found " + scanner.found()));
    }

    private Quantity.Value metric(String word, int at, Aggregate aggregate) throws BudgetRefusal {
        MetricInfo info = vocabulary
                .metric(word)
                .orElseThrow(() -> refusal(
                        at,
                        "expected a metric, but \"" + word + "\" is not known; "
                                + NearestNames.hint(word, vocabulary.metricNames())));
        return new Quantity.Value(info.id(), aggregate, scope(info));
    }

    private Scope scope(MetricInfo info) throws BudgetRefusal {
        int bracket = scanner.position();
        if (!scanner.take("[")) {
            return new Scope.WholeSet();
        }
        if (info.kind() == Kind.SET) {
            throw refusal(bracket, "expected no slice, because " + info.id() + " has one value for the whole set");
        }
        int at = scanner.position();
        String name = scanner.takeUntil(']')
                .orElseThrow(() -> refusal(at, "expected the name of a slice, or *, and then \"]\""));
        if (vocabulary.slices().isEmpty()) {
            throw refusal(
                    at, "expected no slice, because none is configured; name a CSV file of image,slice in slices");
        }
        if (name.equals("*")) {
            return new Scope.EverySlice();
        }
        if (!vocabulary.slices().contains(name)) {
            throw refusal(
                    at,
                    "expected a slice, but \"" + name + "\" is not known; "
                            + NearestNames.hint(name, vocabulary.slices()));
        }
        return new Scope.Slice(name);
    }

    private <Q extends Quantity> Q closed(Q quantity) throws BudgetRefusal {
        int at = scanner.position();
        if (!scanner.take(")")) {
            throw refusal(at, "expected \")\", found " + scanner.found());
        }
        return quantity;
    }

    private MetricInfo infoOf(Quantity quantity) {
        MetricInfo info = vocabulary.metrics().get(quantity.subject().metric());
        if (info == null) {
            throw new IllegalStateException(quantity + " was parsed with a metric that is not known");
        }
        return info;
    }

    private static BudgetRefusal refusal(int position, String message) {
        return new BudgetRefusal(position, message);
    }
}
