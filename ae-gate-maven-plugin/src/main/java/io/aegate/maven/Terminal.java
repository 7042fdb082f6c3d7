package io.aegate.maven;

import java.io.Console;

/** Whether somebody is looking. */
final class Terminal {

    private static final int FIRST_JDK_WITH_CONSOLE_ALWAYS = 22;

    private Terminal() {}

    /** Whether Maven's output goes to a terminal, as far as Java can tell. */
    @SuppressWarnings("SystemConsoleNull") // Newer JDKs are asked in their own way below.
    static boolean attached() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        if (Runtime.version().feature() < FIRST_JDK_WITH_CONSOLE_ALWAYS) {
            return true;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("every JDK from 22 on has Console.isTerminal", e);
        }
    }
}
