package io.cachex.examples.drill.view;

import io.cachex.examples.drill.replay.Phase;
import io.cachex.examples.drill.replay.Reading;
import io.cachex.examples.drill.replay.Timetable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** For a terminal: one picture, redrawn in place. */
final class LiveView implements View {

    private final PrintWriter out;
    private final Timetable timetable;
    private final Style style;
    private final Table table;
    private final FailureTable failures;
    private final ProgressBar progress;
    private int linesDrawn;

    LiveView(Timetable timetable, Terminal terminal) {
        this.out = terminal.out();
        this.timetable = timetable;
        this.style = terminal.style();
        this.table = new Table(style);
        this.failures = new FailureTable(style);
        this.progress = new ProgressBar(timetable, terminal);
    }

    @Override
    public void begin() {
        Summary.introduction(timetable).forEach(out::println);
        out.println();
        draw(picture(new Reading(0, Phase.NORMAL, List.of(), 0)));
    }

    @Override
    public void show(Reading reading) {
        draw(picture(reading));
    }

    @Override
    public void end(Reading last, Verdict verdict) {
        draw(List.of(progress.bar(last.second(), last.phase()), progress.phases(last.phase())));
        out.print("\u001b[J"); // the summary says the rest
        out.println();
        new Summary(style).lines(last, verdict).forEach(out::println);
        out.flush();
    }

    private List<String> picture(Reading reading) {
        Phase phase = reading.phase();
        List<String> lines = new ArrayList<>();
        lines.add(progress.bar(reading.second(), phase));
        lines.add(progress.phases(phase));
        lines.add("");
        lines.add("origin: " + progress.colour(phase, style.strong(phase.toString())) + ", " + phase.meaning());
        lines.add("");
        lines.add(table.heading("last second"));
        reading.lanes().forEach(lane -> lines.add(table.row(lane.name(), lane.lastSecond())));
        lines.add("");
        lines.add(failures.heading());
        reading.lanes().forEach(lane -> lines.add(failures.row(lane, phase)));
        lines.add("");
        Summary.legend().forEach(line -> lines.add(style.faint(line)));
        return lines;
    }

    private void draw(List<String> lines) {
        StringBuilder picture = new StringBuilder();
        if (linesDrawn > 0) {
            picture.append("\u001b[").append(linesDrawn).append('A'); // up to the first line of the last picture
        }
        lines.forEach(line -> picture.append(line).append("\u001b[K\n"));
        linesDrawn = lines.size();
        out.print(picture);
        out.flush();
    }
}
