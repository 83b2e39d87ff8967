package io.cachex.examples.drill.view;

import io.cachex.examples.drill.nodes.Schedule;
import io.cachex.examples.drill.offline.OfflineSchedule;
import io.cachex.examples.drill.orders.OrdersSchedule;
import io.cachex.examples.drill.replay.Timetable;
import java.io.PrintWriter;

/** The ways to show a drill. */
public final class Views {

    private Views() {}

    /** For people: redrawn in place on a terminal, else line by line. */
    public static View forPeople(Timetable timetable, Terminal terminal) {
        return terminal.redraws() ? new LiveView(timetable, terminal) : new LineView(terminal.out(), timetable);
    }

    /** For programs: JSON, one object on a line. */
    public static View forPrograms(PrintWriter out) {
        return new JsonView(out);
    }

    /** The second act, for people: line by line. */
    public static NodesView forPeople(Schedule schedule, Terminal terminal) {
        return new NodesLines(terminal, schedule);
    }

    /** The second act, for programs: JSON, one object on a line. */
    public static NodesView forPrograms(Schedule schedule, PrintWriter out) {
        return new NodesJson(out, schedule);
    }

    /** The third act, for people: line by line. */
    public static OrdersView forPeople(OrdersSchedule schedule, Terminal terminal) {
        return new OrdersLines(terminal, schedule);
    }

    /** The third act, for programs: JSON, one object on a line. */
    public static OrdersView forPrograms(OrdersSchedule schedule, PrintWriter out) {
        return new OrdersJson(out, schedule);
    }

    /** The fourth act, for people: line by line. */
    public static OfflineView forPeople(OfflineSchedule schedule, Terminal terminal) {
        return new OfflineLines(terminal, schedule);
    }

    /** The fourth act, for programs: JSON, one object on a line. */
    public static OfflineView forPrograms(OfflineSchedule schedule, PrintWriter out) {
        return new OfflineJson(out, schedule);
    }
}
