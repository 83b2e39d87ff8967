package io.cachex.examples.drill.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {

    private final Trace trace = Trace.web12();

    @Test
    void holdsAllRequestsOfTheRecording() {
        assertThat(trace.length()).isEqualTo(95_607);
        assertThat(trace.distinct()).isEqualTo(13_756);
    }

    /** The ratios were measured by another program: they tell that requests and their order were read right. */
    @ParameterizedTest
    @CsvSource({"100, 0.362", "500, 0.558", "1000, 0.647", "5000, 0.807"})
    void hitsOfAPlainLruAreThoseKnownForThisTrace(int capacity, double expected) {
        Map<Integer, Boolean> lru = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                return size() > capacity;
            }
        };

        int hits = 0;
        for (int i = 0; i < trace.length(); i++) {
            if (lru.put(trace.objectAt(i), true) != null) {
                hits++;
            }
        }

        assertThat((double) hits / trace.length()).isEqualTo(expected, within(0.001));
    }

    @Test
    void beginsAgainAfterTheLastRequest() {
        assertThat(trace.keyAt(95_607)).isEqualTo(trace.keyAt(0));
        assertThat(trace.keyAt(3 * 95_607L + 7)).isEqualTo(trace.keyAt(7));
    }

    @Test
    void keysAreTheObjectsNumbers() {
        assertThat(trace.keyAt(1_000)).isEqualTo(Integer.toString(trace.objectAt(1_000)));
    }
}
