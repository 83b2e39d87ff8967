package io.cachex.examples.drill.view;

import io.cachex.examples.drill.nodes.Outcome;
import io.cachex.examples.drill.nodes.Schedule;
import io.cachex.examples.drill.nodes.Trouble;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;

/** For people: a line for each cache and phase, and the tables at the end. */
final class NodesLines implements NodesView {

    private final PrintWriter out;
    private final Style style;
    private final Schedule schedule;
    private final NodesTable table;

    NodesLines(Terminal terminal, Schedule schedule) {
        this.out = terminal.out();
        this.style = terminal.style();
        this.schedule = schedule;
        this.table = new NodesTable(style);
    }

    @Override
    public void begin() {
        out.println();
        NodesSummary.introduction(schedule).forEach(out::println);
        out.println();
        NodesSummary.legend(schedule).forEach(line -> out.println(style.faint(line)));
        out.flush();
    }

    @Override
    public void begins(Trouble trouble) {
        out.println();
        out.println("From " + NodesSummary.seconds(schedule.startOf(trouble).toMillis()) + " on, "
                + style.strong(trouble.toString()) + ": " + trouble.meaning());
        table.heading("").forEach(out::println);
        out.flush();
    }

    @Override
    public void ended(Trouble trouble, List<Outcome.OfFleet> soFar) {
        soFar.forEach(fleet -> out.println(
                table.row(fleet.name(), Objects.requireNonNull(fleet.phases().get(trouble)))));
        out.flush();
    }

    @Override
    public void end(Outcome outcome, Verdict verdict) {
        out.println();
        new NodesSummary(style).lines(outcome, verdict).forEach(out::println);
        out.flush();
    }

    @Override
    public void skipped(String reason) {
        out.println();
        out.println("The second act is left out: it needs a Redis server, and");
        out.println(reason + ".");
        out.flush();
    }
}
