package io.aegate.gate;

/** Why a budget is refused, and where in its text; gathered with the others' by {@link Budgets}. */
final class BudgetRefusal extends Exception {

    private final int position;

    BudgetRefusal(int position, String message) {
        super(message);
        this.position = position;
    }

    /** The text, and below it a caret under the place with what was expected there. */
    String shownIn(String text) {
        String visible = Visible.of(text);
        int column = visible.codePointCount(0, Math.min(position, visible.length()));
        return "  " + visible + "\n  " + " ".repeat(column) + "^ " + Visible.of(String.valueOf(getMessage()));
    }
}
