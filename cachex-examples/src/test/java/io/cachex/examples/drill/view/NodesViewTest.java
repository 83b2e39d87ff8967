package io.cachex.examples.drill.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.examples.drill.nodes.Outcome;
import io.cachex.examples.drill.nodes.Schedule;
import io.cachex.examples.drill.nodes.Trouble;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodesViewTest {

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);
    private final Outcome outcome = NodesSample.outcome(NodesSample.good(), NodesSample.bad("by hand"));

    @ParameterizedTest
    @ValueSource(ints = {6, 28, 600})
    void noLineIsLongerThanATerminalIsWide(int seconds) {
        Schedule schedule = new Schedule(seconds, 20_000, 1);
        showAll(Views.forPeople(schedule, new Terminal(out, true, Style.COLOURED, true)));

        assertThat(Pattern.compile("\u001b\\[[0-9;]*m")
                        .matcher(text.toString())
                        .replaceAll("")
                        .lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
    }

    @Test
    void aPhaseIsAnnouncedAndEndsWithALineForEachCache() {
        NodesView view = Views.forPeople(NodesSample.SCHEDULE, Terminal.file(out));
        view.begins(Trouble.FROZEN);
        view.ended(Trouble.FROZEN, outcome.fleets());

        assertThat(text.toString()).doesNotContain("\u001b");
        assertThat(text.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line)
                                .isEqualTo("From 3 s on, frozen: Redis takes everything and answers nothing"),
                        line -> assertThat(line).contains("stale after ack"),
                        line -> assertThat(line).startsWith("         reads/s errors"),
                        line -> assertThat(line).startsWith("CacheX     1,500 "),
                        line -> assertThat(line).startsWith("by hand     3.0M "));
    }

    @Test
    void theBoundAndThePromiseAreTold() {
        Views.forPeople(new Schedule(6, 100, 1), Terminal.file(out)).begin();

        assertThat(text.toString())
                .contains(
                        "CacheX promises at most 0.428 s and 1 %", "nothing loaded 0.428 s before", "in this one JVM");
    }

    @Test
    void aMachineThatWasTooBusyIsTold() {
        Outcome late = new Outcome(NodesSample.SCHEDULE, outcome.fleets(), 300_000_000);

        assertThat(new NodesSummary(Style.PLAIN).lines(late, NodesVerdict.of(late)))
                .contains("This machine was busy: changes were made up to 300ms late.");
    }

    @Test
    void programsGetOneJsonObjectOnALine() {
        showAll(Views.forPrograms(NodesSample.SCHEDULE, out));

        List<String> lines = text.toString().lines().toList();
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
        assertThat(lines.get(0))
                .startsWith(
                        "{\"type\":\"redisPhase\",\"phase\":\"frozen\",\"contenders\":[{\"name\":\"CacheX\",\"reads\":6000,")
                .contains("\"name\":\"by hand\"", "\"beyondBound\":11999999", "\"staleSinceCommitMaxMicros\":3800000");
        assertThat(lines.get(1))
                .startsWith("{\"type\":\"redisSummary\",\"seconds\":28,\"boundMillis\":2000,\"passed\":true,")
                .contains("\"phase\":\"healed\"", "\"copiesLeftOld\":1500", "\"untoldChanges\":422");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whyThereIsNoSecondActIsTold(boolean json) {
        NodesView view = json
                ? Views.forPrograms(NodesSample.SCHEDULE, out)
                : Views.forPeople(NodesSample.SCHEDULE, Terminal.file(out));

        view.skipped("none comes along for BeOS on vax");

        assertThat(text.toString())
                .contains("none comes along for BeOS on vax", json ? "redisSkipped" : "The second act is left out");
    }

    private void showAll(NodesView view) {
        view.begin();
        view.begins(Trouble.FROZEN);
        view.ended(Trouble.FROZEN, outcome.fleets());
        view.end(outcome, NodesVerdict.of(outcome));
    }
}
