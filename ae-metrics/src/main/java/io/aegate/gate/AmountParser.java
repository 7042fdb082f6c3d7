package io.aegate.gate;

import io.aegate.metric.MetricInfo;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Reads the amounts of a budget and checks their units.
 *
 * <pre>
 *   amount = ["-"] decimal ["e" exponent] ["%"] [unit]
 * </pre>
 */
final class AmountParser {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    // Beyond this no metric has values, and printing 1e999999999 in full would take a gigabyte.
    private static final int DIGITS = 30;
    private static final int EXPONENT_DIGITS = 2;

    private final BudgetScanner scanner;

    AmountParser(BudgetScanner scanner) {
        this.scanner = scanner;
    }

    /** An amount of a metric or of its regression. */
    Amount of(Quantity quantity, MetricInfo info) throws BudgetRefusal {
        int at = scanner.position();
        Amount amount = number();
        unit(amount, info.unit(), info.id().value());
        if (amount.percent() && !info.unit().isEmpty()) {
            String reason = quantity instanceof Quantity.Regression
                    ? "a relative regression of a metric in " + info.unit() + " has no meaning"
                    : info.id() + " is in " + info.unit();
            throw new BudgetRefusal(at, "expected an amount in " + info.unit() + ", because " + reason);
        }
        return amount;
    }

    /** The bound of a share: 0% to 100%, and always with the sign, because a bare 1 could mean 1% or all images. */
    Amount share() throws BudgetRefusal {
        int at = scanner.position();
        Amount amount = number();
        unit(amount, "", "a share");
        if (!amount.percent()) {
            throw new BudgetRefusal(at, "expected a share in per cent, for example 1%, found " + amount);
        }
        if (amount.number().signum() < 0 || amount.number().compareTo(HUNDRED) > 0) {
            throw new BudgetRefusal(at, "expected a share between 0% and 100%, found " + amount);
        }
        return amount;
    }

    private Amount number() throws BudgetRefusal {
        int at = scanner.position();
        String digits = scanner.takeNumber()
                .orElseThrow(() -> new BudgetRefusal(at, "expected a number, found " + scanner.found()));
        int comma = scanner.position();
        if (scanner.take(",")) {
            throw new BudgetRefusal(
                    comma,
                    scanner.takeNumber().isPresent()
                            ? "expected a decimal point, because numbers are written as 31.5"
                            : "expected \";\" or a line break, which is what separates budgets");
        }
        int exponent = Math.max(digits.indexOf('e'), digits.indexOf('E'));
        String power = exponent < 0 ? "" : digits.substring(exponent + 1).replaceFirst("^[+-]?0*", "");
        if (digits.length() > DIGITS || power.length() > EXPONENT_DIGITS) {
            throw new BudgetRefusal(
                    at,
                    "expected a number of at most " + DIGITS + " characters with an exponent from -99 to 99, found "
                            + scanner.foundAt(at));
        }
        return new Amount(new BigDecimal(digits), scanner.take("%"), digits);
    }

    private void unit(Amount amount, String unit, String whose) throws BudgetRefusal {
        int at = scanner.position();
        Optional<String> found = scanner.takeWord();
        if (found.isEmpty()) {
            return;
        }
        if (found.get().equals("or")) {
            scanner.back(at);
            return;
        }
        String shown = ", found \"" + found.get() + "\"";
        if (amount.percent()) {
            throw new BudgetRefusal(at, "expected the end of the amount after \"%\"" + shown);
        }
        if (unit.isEmpty()) {
            throw new BudgetRefusal(at, "expected no unit, because " + whose + " has none" + shown);
        }
        if (!found.get().equals(unit)) {
            throw new BudgetRefusal(at, "expected the unit " + unit + " or none" + shown);
        }
    }
}
