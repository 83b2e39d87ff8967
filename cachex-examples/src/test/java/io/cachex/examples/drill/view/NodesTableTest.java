package io.cachex.examples.drill.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.examples.drill.nodes.Ages;
import io.cachex.examples.drill.nodes.Counts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodesTableTest {

    private final NodesTable table = new NodesTable(Style.PLAIN);

    @ParameterizedTest
    @ValueSource(strings = {"", "CacheX", "by hand", "  healed"})
    void everyLineIsAsWideAsItsHeading(String label) {
        assertThat(table.heading(label).get(1)).hasSize(NodesTable.WIDTH);
        assertThat(table.row(label, Counts.NONE)).hasSize(NodesTable.WIDTH);
        assertThat(table.row(label, NodesSample.counts(12_000_000, 12_000_000, 12_000_000, 0, 61_000)))
                .hasSize(NodesTable.WIDTH);
    }

    @Test
    void itFitsATerminalOf80Columns() {
        assertThat(NodesTable.WIDTH).isLessThan(80);
        assertThat(table.heading("").get(0)).hasSizeLessThan(80);
    }

    @Test
    void figuresStandUnderTheirNames() {
        assertThat(table.heading("CacheX"))
                .containsExactly(
                        "                         a read takes      stale after ack  since commit",
                        "CacheX   reads/s errors    p99    max  reads    p99    max  reads    max  loads");
        assertThat(table.row("  cut", NodesSample.counts(6_000, 0, 30, 0, 1_900)))
                .isEqualTo("  cut      1,500      0  5.2ms   40ms     30  1.90s  1.90s     60  3.80s    600");
    }

    @Test
    void withoutReadsThereIsNoTimeAndWithoutOldOnesNoAge() {
        assertThat(table.row("  cut", Counts.NONE))
                .isEqualTo("  cut          0      0      -      -      0      -      -      0      -      0");
    }

    @Test
    void aBrokenPromiseStandsOut() {
        NodesTable coloured = new NodesTable(Style.COLOURED);

        assertThat(coloured.row("x", NodesSample.counts(10, 0, 10, 0, 2_020))).doesNotContain("\u001b");
        assertThat(coloured.row("x", NodesSample.counts(10, 1, 0, 0, 0))).startsWith("\u001b[31m");
        assertThat(coloured.row("x", NodesSample.counts(10, 0, 1, 1, 2_021))).startsWith("\u001b[31m");
        assertThat(coloured.row("x", apart(1))).startsWith("\u001b[31m");
    }

    private static Counts apart(long beyond) {
        Counts plain = NodesSample.counts(10, 0, 0, 0, 0);
        return new Counts(
                plain.nanos(),
                plain.reads(),
                plain.errors(),
                plain.times(),
                plain.slowest(),
                plain.acknowledged(),
                plain.committed(),
                new Ages(plain.times(), 1, 3_000_000_000L, beyond),
                plain.loads());
    }
}
