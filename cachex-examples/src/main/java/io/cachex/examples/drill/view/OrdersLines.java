package io.cachex.examples.drill.view;

import io.cachex.examples.drill.orders.OrdersOutcome;
import io.cachex.examples.drill.orders.OrdersSchedule;
import io.cachex.examples.drill.orders.Trouble;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** For people: a line for each contender and phase. */
final class OrdersLines implements OrdersView {

    private final PrintWriter out;
    private final Style style;
    private final OrdersSchedule schedule;

    OrdersLines(Terminal terminal, OrdersSchedule schedule) {
        this.out = terminal.out();
        this.style = terminal.style();
        this.schedule = schedule;
    }

    @Override
    public void begin() {
        out.println();
        out.println(
                "Third act: a service accepts " + schedule.rate() + " orders a second and writes them behind, to a");
        out.println("database that goes down, and that refuses some rows for ever. Then the service is");
        out.println("killed (kill -9) and started again. One service has CacheX with a journal on disk;");
        out.println("the other a queue in memory and a thread, as it is written by hand.");
        out.println();
        out.println(style.faint("accepted: what the service has told its customers it has."));
        out.println(style.faint("parked: given up, and to be looked at, replayed or discarded."));
        out.println(style.faint("missing: neither written nor parked; waiting, or lost."));
        out.flush();
    }

    @Override
    public void begins(Trouble trouble) {
        out.println();
        out.println("From " + NodesSummary.seconds(schedule.startOf(trouble).toMillis()) + " on, "
                + style.strong(trouble.toString()) + ": " + trouble.meaning());
        out.println(style.faint(line("", "accepted", "written", "parked", "missing")));
        out.flush();
    }

    @Override
    public void ended(Trouble trouble, List<OrdersOutcome> soFar) {
        soFar.forEach(outcome -> out.println(row(outcome)));
        out.flush();
    }

    @Override
    public void end(List<OrdersOutcome> outcomes, Verdict verdict) {
        out.println();
        out.println("In the end, when all has been written that will be:");
        out.println(style.faint(line("", "accepted", "written", "parked", "missing")));
        outcomes.forEach(outcome -> out.println(row(outcome)));
        out.println();
        verdict.sentences().forEach(sentence -> out.println(verdict.passed() ? sentence : style.bad(sentence)));
        out.println(style.strong(verdict.passed() ? style.good("PASSED") : style.bad("FAILED")));
        out.flush();
    }

    private static String row(OrdersOutcome outcome) {
        return line(
                outcome.contender().toString(),
                Cells.count(outcome.accepted()),
                Cells.count(outcome.written()),
                Cells.count(outcome.parked()),
                Cells.count(outcome.lost()));
    }

    private static String line(String label, String accepted, String written, String parked, String missing) {
        return String.format(Locale.ROOT, "  %-10s%10s%10s%10s%10s", label, accepted, written, parked, missing);
    }
}
