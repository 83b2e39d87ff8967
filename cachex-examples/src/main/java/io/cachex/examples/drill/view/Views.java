package io.cachex.examples.drill.view;

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
}
