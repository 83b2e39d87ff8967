package io.cachex.benchmarks.redis;

import io.cachex.benchmarks.Promise;
import java.io.PrintStream;

/** What was measured, as tables in Markdown that are printed as they come, and at the end the goals. */
final class Report {

    private final PrintStream out;
    private final StringBuilder goals = new StringBuilder();

    Report(PrintStream out) {
        this.out = out;
    }

    void add(Object table) {
        out.println(table);
    }

    void add(Promise promise, double measured) {
        goals.append(promise.line(measured));
    }

    void printGoals() {
        out.println(Promise.HEAD + goals);
    }
}
