package io.cachex.benchmarks.turns;

import io.cachex.benchmarks.Promise;
import java.io.PrintStream;

/** What was measured, as tables in Markdown that are printed as they come, and at the end the goals. */
public final class Report {

    private final PrintStream out;
    private final StringBuilder goals = new StringBuilder();

    public Report(PrintStream out) {
        this.out = out;
    }

    public void add(Object table) {
        out.println(table);
    }

    public void add(Promise promise, double measured) {
        goals.append(promise.line(measured));
    }

    public void printGoals() {
        out.println(Promise.HEAD + goals);
    }
}
