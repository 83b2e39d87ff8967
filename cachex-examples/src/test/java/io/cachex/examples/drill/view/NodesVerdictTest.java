package io.cachex.examples.drill.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.examples.drill.nodes.Counts;
import org.junit.jupiter.api.Test;

class NodesVerdictTest {

    @Test
    void passesWhenCacheXKeptItsPromisesWhateverTheOtherDid() {
        Verdict verdict = NodesVerdict.of(NodesSample.outcome(NodesSample.good(), NodesSample.bad("by hand")));

        assertThat(verdict.passed()).isTrue();
        assertThat(verdict.sentences())
                .containsExactly(
                        "CacheX answered all 6,000 reads; the slowest took 40ms.",
                        "  After an acknowledged change it served the old value for 1.90s at most,",
                        "  and 0 times for longer than 2.02 s.",
                        "  Where a node was without Redis for longer, its copies were up to 0.00ms old.",
                        "  422 of 960 changes could not be told to the others.",
                        "  Counted from the commit, told or not, reads were up to 3.80s behind.",
                        "  In the end, when all was well again, 0 of 1,500 copies were old.",
                        "by hand answered all 12,000,000 reads; the slowest took 40ms.",
                        "  After an acknowledged change it served the old value for 61.00s at most,",
                        "  and 11,999,999 times for longer than 2.02 s.",
                        "  Where a node was without Redis for longer, its copies were up to 0.00ms old.",
                        "  422 of 960 changes could not be told to the others.",
                        "  Counted from the commit, told or not, reads were up to 122s behind.",
                        "  In the end, when all was well again, 1,500 of 1,500 copies were old.");
    }

    @Test
    void failsOnOneReadThatFailedAndTellsWhich() {
        Verdict verdict = NodesVerdict.of(
                NodesSample.outcome(NodesSample.fleet("CacheX", NodesSample.counts(6_000, 1, 0, 0, 0), 0)));

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.sentences())
                .startsWith("CacheX failed 1 of 6,000 reads.")
                .endsWith("The first: key 7 on node 3, frozen: boom");
    }

    @Test
    void failsOnOneReadBeyondTheBound() {
        Verdict verdict = NodesVerdict.of(
                NodesSample.outcome(NodesSample.fleet("CacheX", NodesSample.counts(6_000, 0, 1, 1, 2_021), 0)));

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.sentences()).endsWith("The first: key 7 on node 3, frozen: boom");
    }

    @Test
    void failsOnACopyThatStaysOld() {
        assertThat(NodesVerdict.of(NodesSample.outcome(
                                NodesSample.fleet("CacheX", NodesSample.counts(6_000, 0, 0, 0, 0), 1)))
                        .passed())
                .isFalse();
    }

    @Test
    void failsWhenNothingWasTried() {
        assertThat(NodesVerdict.of(NodesSample.outcome(NodesSample.fleet("CacheX", Counts.NONE, 0)))
                        .passed())
                .isFalse();
    }
}
