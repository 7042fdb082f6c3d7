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
        // A control character would move the caret or the terminal.
        String visible = text.replaceAll("[\\p{Cc}\\p{Cf}]", "\uFFFD");
        int column = visible.codePointCount(0, Math.min(position, visible.length()));
        return "  " + visible + "\n  " + " ".repeat(column) + "^ " + getMessage();
    }
}
