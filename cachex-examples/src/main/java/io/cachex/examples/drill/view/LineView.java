package io.cachex.examples.drill.view;

import io.cachex.examples.drill.replay.Phase;
import io.cachex.examples.drill.replay.Reading;
import io.cachex.examples.drill.replay.Timetable;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** For a file or a pipe: a line for each cache and second. */
final class LineView implements View {

    private final PrintWriter out;
    private final Timetable timetable;
    private final Table table = new Table(Style.PLAIN);
    private @Nullable Phase phase;

    LineView(PrintWriter out, Timetable timetable) {
        this.out = out;
        this.timetable = timetable;
    }

    @Override
    public void begin() {
        Summary.introduction(timetable).forEach(out::println);
        Summary.legend().forEach(out::println);
        announce(Phase.NORMAL);
    }

    @Override
    public void show(Reading reading) {
        if (reading.phase() != phase) {
            announce(reading.phase());
        }
        reading.lanes()
                .forEach(lane -> out.println(table.row(
                        String.format(Locale.ROOT, "%3d %s", reading.second(), lane.name()), lane.lastSecond())));
        out.flush();
    }

    private void announce(Phase next) {
        phase = next;
        out.println();
        out.println("From second " + timetable.startOf(next) + " on, origin " + next + ": " + next.meaning());
        out.println(table.heading("sec"));
    }

    @Override
    public void end(Reading last, Verdict verdict) {
        out.println();
        new Summary(Style.PLAIN).lines(last, verdict).forEach(out::println);
        out.flush();
    }
}
