package io.cachex.examples.drill.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.examples.drill.replay.Figures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {

    private final Table table = new Table(Style.PLAIN);

    @ParameterizedTest
    @ValueSource(strings = {"", "CacheX", "Caffeine", "600 Caffeine", "1000 Caffeine"})
    void everyLineIsAsWideAsItsHeading(String label) {
        assertThat(table.heading("sec")).hasSize(Table.WIDTH);
        assertThat(table.row(label, Figures.NONE)).hasSize(Table.WIDTH);
        assertThat(table.row(label, Sample.figures(1_500, 0))).hasSize(Table.WIDTH);
        assertThat(table.row(label, Sample.figures(Sample.LARGEST, Sample.LARGEST / 2)))
                .hasSize(Table.WIDTH);
    }

    @Test
    void itFitsATerminalOf80Columns() {
        assertThat(Table.WIDTH).isLessThan(80);
    }

    @Test
    void figuresStandUnderTheirNames() {
        assertThat(table.heading("sec"))
                .isEqualTo("sec          requests errors   warm  hits  stale    p50    p99  loads   breaker");
        assertThat(table.row(" 12 CacheX", Sample.figures(1_500, 7)))
                .isEqualTo(" 12 CacheX      1,500     14      7  100%  1,500 0.00ms 0.00ms  1,500 half-open");
    }

    @Test
    void withoutRequestsThereIsNoLatency() {
        assertThat(table.row("x", Figures.NONE))
                .isEqualTo("x                   0      0      0     -      0      -      -      0         -");
    }

    @Test
    void aFailedWarmKeyStandsOut() {
        Table coloured = new Table(Style.COLOURED);

        assertThat(coloured.row("x", Sample.figures(10, 1)))
                .startsWith("\u001b[31m")
                .endsWith("\u001b[0m");
        assertThat(coloured.row("x", Sample.figures(10, 0))).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0", "1234|1,234", "99999|99,999", "123456|123k", "999999|999k", "12000000|12.0M"})
    void countsHaveAtMostSixCharacters(long count, String text) {
        assertThat(Cells.count(count)).isEqualTo(text).hasSizeLessThanOrEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"0,0.0%", "0.9999,99.9%", "1,100%", "0.5,50.0%", "NaN,-"})
    void aShareIsNeverRoundedUpToAll(double share, String text) {
        assertThat(Cells.percent(share)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0.00ms",
        "52000,0.05ms",
        "5200000,5.2ms",
        "305000000,305ms",
        "1999000000,2.00s",
        "61000000000,61.00s",
        "122000000000,122s"
    })
    void latenciesHaveTheUnitThatFits(long nanos, String text) {
        assertThat(Cells.latency(nanos)).isEqualTo(text).hasSizeLessThanOrEqualTo(6);
    }
}
