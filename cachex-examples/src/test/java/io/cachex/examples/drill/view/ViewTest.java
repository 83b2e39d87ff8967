package io.cachex.examples.drill.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.examples.drill.replay.Phase;
import io.cachex.examples.drill.replay.Reading;
import io.cachex.examples.drill.replay.Timetable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTest {

    private static final Timetable TIMETABLE = new Timetable(1_500, 40);

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);
    private final Reading reading =
            Sample.reading(Sample.lane("CacheX", 1_500, 0), Sample.lane("Caffeine", Sample.LARGEST, 600));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noLineIsLongerThanATerminalIsWide(boolean redraws) {
        showAll(Views.forPeople(TIMETABLE, new Terminal(out, redraws, Style.COLOURED, true)));

        assertThat(withoutEscapes(text.toString()).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
    }

    @Test
    void aTerminalsPictureIsDrawnOverTheLastOne() {
        View view = Views.forPeople(TIMETABLE, new Terminal(out, true, Style.PLAIN, true));
        view.begin();
        String first = text.toString();
        view.show(reading);
        String second = text.toString().substring(first.length());
        view.show(reading);

        assertThat(second).startsWith("\u001b[" + (first.lines().count() - 3) + "A"); // the introduction stays
        assertThat(text.toString().substring(first.length() + second.length()))
                .startsWith("\u001b[" + second.lines().count() + "A");
    }

    @Test
    void withoutColoursNothingIsColoured() {
        showAll(Views.forPeople(TIMETABLE, new Terminal(out, true, Style.PLAIN, true)));

        assertThat(Pattern.compile("\u001b\\[[0-9;]*m").matcher(text.toString()).find())
                .isFalse();
    }

    @Test
    void aFileGetsALineForEachCacheAndPlainText() {
        View view = Views.forPeople(TIMETABLE, Terminal.file(out));
        view.begin();
        int before = text.toString().length();

        view.show(reading);

        assertThat(text.toString()).doesNotContain("\u001b");
        assertThat(text.toString().substring(before).lines().map(String::stripTrailing))
                .satisfiesExactly(
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line)
                                .isEqualTo("From second 10 on, origin slow: it answers, but 300 ms later"),
                        line -> assertThat(line).startsWith("sec  ").endsWith("breaker"),
                        line -> assertThat(line).startsWith(" 14 CacheX      1,500      0      0 "),
                        line -> assertThat(line).startsWith(" 14 Caffeine    12.0M  1,200    600 "));
    }

    @Test
    void theFailuresAreThoseOfWarmKeysByPhase() {
        FailureTable table = new FailureTable(Style.PLAIN);

        assertThat(table.row(reading.lanes().get(1), Phase.HANGS).stripTrailing())
                .isEqualTo("Caffeine                  0      600        0                        600");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBarGrowsInAConstantWidth(boolean blocks) {
        ProgressBar progress = new ProgressBar(TIMETABLE, new Terminal(out, true, Style.PLAIN, blocks));

        assertThat(progress.bar(0, Phase.NORMAL)).isEqualTo((blocks ? "░" : ".").repeat(60) + "  0 of 40 s");
        assertThat(progress.bar(40, Phase.BACK)).isEqualTo((blocks ? "█" : "#").repeat(60) + "  40 of 40 s");
        for (int second = 0; second <= 40; second++) {
            assertThat(progress.bar(second, Phase.NORMAL).indexOf(' ')).isEqualTo(60);
        }
        assertThat(progress.phases(Phase.HANGS)).isEqualTo("|normal        |slow       |hangs      |down     |back");
    }

    @Test
    void programsGetOneJsonObjectOnALine() {
        showAll(Views.forPrograms(out));

        List<String> lines = text.toString().lines().toList();
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
        assertThat(lines.get(0))
                .startsWith(
                        "{\"type\":\"second\",\"second\":14,\"phase\":\"slow\",\"contenders\":[{\"name\":\"CacheX\",\"requests\":1500,")
                .contains("\"name\":\"Caffeine\"", "\"warmErrors\":600", "\"breaker\":\"half-open\"");
        assertThat(lines.get(1))
                .startsWith("{\"type\":\"summary\",\"seconds\":14,\"passed\":true,\"verdict\":\"CacheX answered all ")
                .contains("\"phase\":\"back\"", "\"hitRatio\":null");
    }

    @Test
    void aMachineThatWasTooBusyIsTold() {
        Reading late = new Reading(40, Phase.BACK, reading.lanes(), 300_000_000);

        assertThat(new Summary(Style.PLAIN).lines(late, Verdict.of(late)))
                .anySatisfy(
                        line -> assertThat(line).startsWith("This machine was busy: requests were sent up to 300ms"));
    }

    @Test
    void coloursAreLeftOutWhenNotWanted() {
        assertThat(Terminal.of(out, Map.of("NO_COLOR", "1"), StandardCharsets.UTF_8)
                        .style())
                .isEqualTo(Style.PLAIN);
        assertThat(Terminal.of(out, Map.of("NO_COLOR", ""), StandardCharsets.UTF_8)
                        .style())
                .isEqualTo(Style.COLOURED);
    }

    @Test
    void blocksAreLeftOutWhereTheyCannotBePrinted() {
        assertThat(Terminal.of(out, Map.of(), StandardCharsets.US_ASCII).blocks())
                .isFalse();
        assertThat(Terminal.of(out, Map.of(), StandardCharsets.UTF_8).blocks()).isTrue();
    }

    @Test
    void aDumbTerminalIsTreatedAsAFile() {
        assertThat(Terminal.detect(Map.of("TERM", "dumb"), out)).isEqualTo(Terminal.file(out));
    }

    private void showAll(View view) {
        view.begin();
        view.show(reading);
        view.end(reading, Verdict.of(reading));
    }

    private static String withoutEscapes(String text) {
        return Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]").matcher(text).replaceAll((MatchResult escape) -> "");
    }
}
