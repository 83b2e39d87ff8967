package io.cachex.examples.drill.view;

import io.cachex.examples.drill.replay.Phase;
import io.cachex.examples.drill.replay.Timetable;

/** Two lines: how far the drill is, and which phase is where on the bar. */
final class ProgressBar {

    private static final int CELLS = 60;
    private static final String EIGHTHS = "▏▎▍▌▋▊▉█";

    private final Timetable timetable;
    private final Terminal terminal;

    ProgressBar(Timetable timetable, Terminal terminal) {
        this.timetable = timetable;
        this.terminal = terminal;
    }

    String bar(int second, Phase phase) {
        int eighths = second * CELLS * 8 / timetable.seconds();
        String done = terminal.blocks() ? "█".repeat(eighths / 8) + partOfCell(eighths % 8) : "#".repeat(eighths / 8);
        String left = (terminal.blocks() ? "░" : ".").repeat(CELLS - done.length());
        return colour(phase, done) + terminal.style().faint(left) + "  " + second + " of " + timetable.seconds() + " s";
    }

    private static String partOfCell(int eighths) {
        return eighths == 0 ? "" : EIGHTHS.substring(eighths - 1, eighths);
    }

    String phases(Phase current) {
        StringBuilder line = new StringBuilder();
        int plain = 0;
        for (Phase phase : Phase.values()) {
            int start = timetable.startOf(phase) * CELLS / timetable.seconds();
            String padding = " ".repeat(Math.max(0, start - plain));
            String name = "|" + phase;
            plain += padding.length() + name.length();
            line.append(padding)
                    .append(
                            phase == current
                                    ? colour(phase, name)
                                    : terminal.style().faint(name));
        }
        return line.toString();
    }

    /** The colour of the origin's state. */
    String colour(Phase phase, String text) {
        return switch (phase) {
            case NORMAL, BACK -> terminal.style().good(text);
            case SLOW -> terminal.style().warning(text);
            case HANGS, DOWN -> terminal.style().bad(text);
        };
    }
}
