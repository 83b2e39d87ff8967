package io.cachex.examples.drill.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void passesWhenCacheXAnsweredEveryWarmKey() {
        Verdict verdict =
                Verdict.of(Sample.reading(Sample.lane("CacheX", 1_500, 0), Sample.lane("Caffeine", 1_500, 600)));

        assertThat(verdict.passed()).isTrue();
        assertThat(verdict.sentences())
                .containsExactly(
                        "CacheX answered all 1,500 requests for keys it had served before.",
                        "Caffeine failed 600 of 1,500 requests for keys it had served before.");
    }

    @Test
    void failsOnOneWarmKeyOfCacheXAndTellsWhich() {
        Verdict verdict = Verdict.of(Sample.reading(Sample.lane("CacheX", 1_500, 1)));

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.sentences())
                .containsExactly("CacheX failed 1 of 1,500 requests for keys it had served before."
                        + " The first: key 7 while origin slow: boom");
    }

    @Test
    void failsWhenNothingWasTried() {
        Verdict verdict = Verdict.of(Sample.reading(Sample.lane("CacheX", 0, 0)));

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.sentences()).containsExactly("CacheX never served a key: the origin could not be reached.");
    }
}
