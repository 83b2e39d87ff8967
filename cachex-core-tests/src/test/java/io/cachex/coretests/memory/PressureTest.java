package io.cachex.coretests.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.Held;
import io.cachex.Near;
import io.cachex.NearInvariants;
import io.cachex.Pressure;
import io.cachex.Priority;
import io.cachex.PutOptions;
import io.cachex.spi.EvictionCause;
import io.cachex.spi.HeapGauge;
import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** K2: pressure is what is used of what is allowed, and what the heap holds after a collection. By exact counts. */
class PressureTest {

    private static final Duration CHECK = Duration.ofSeconds(1);

    private final FakeTime time = new FakeTime();
    private final AtomicReference<HeapGauge.Reading> heap = new AtomicReference<>(new HeapGauge.Reading(0, 0));
    private final Cache<String> cache = cache(Pressure.standard().heap(heap::get));

    @AfterEach
    void close() {
        NearInvariants.check(cache);
        cache.close();
    }

    /** K2: below the high level nothing happens. */
    @Test
    void letsNothingGoBelowTheHighLevel() {
        put(0, 79);

        time.advance(CHECK);

        assertThat(size()).isEqualTo(79);
    }

    /** K2: at 0.80 the ten oldest go. */
    @Test
    void letsTheTenOldestGoAtTheHighLevel() {
        put(0, 80);

        time.advance(CHECK);

        assertThat(size()).isEqualTo(70);
        assertThat(present(0, 10)).isEmpty();
        assertThat(present(10, 80)).hasSize(70);
        assertThat(evicted(EvictionCause.PRESSURE)).isEqualTo(10);
    }

    /** K2: hysteresis: a check right after evicts nothing. */
    @Test
    void letsNothingGoAtTheCheckRightAfter() {
        put(0, 80);
        time.advance(CHECK);

        time.advance(CHECK);

        assertThat(size()).isEqualTo(70);
    }

    /** K2: at 0.95 eviction down to the target, at once. */
    @Test
    void shrinksToTheTargetAtTheCriticalLevelWithoutWaitingForACheck() {
        put(0, 94);
        assertThat(size()).isEqualTo(94);

        put(94, 95);

        assertThat(size()).isEqualTo(75);
        assertThat(evicted(EvictionCause.PRESSURE)).isEqualTo(20);
        time.advance(CHECK);
        assertThat(size()).isEqualTo(75);
    }

    /** K3: the lowest priority goes first. */
    @Test
    void letsTheLowestPriorityGoFirst() {
        put(0, 40, Priority.HIGH);
        put(40, 70, Priority.NORMAL);
        put(70, 80, Priority.LOW);

        time.advance(CHECK);

        assertThat(present(70, 80)).isEmpty();
        assertThat(present(0, 70)).hasSize(70);
    }

    /** K3: then what was not used for longest. */
    @Test
    void sparesWhatWasUsed() {
        put(0, 80);
        present(0, 5);

        time.advance(CHECK);

        assertThat(size()).isEqualTo(70);
        assertThat(present(0, 5)).hasSize(5);
        assertThat(present(5, 15)).isEmpty();
    }

    /** K3: what is held is not evicted below critical. */
    @Test
    void sparesWhatIsHeld() {
        put(0, 80);
        List<Held<String>> held = hold(0, 80);

        time.advance(CHECK);

        assertThat(size()).isEqualTo(80);
        held.forEach(Held::close);
        time.advance(CHECK);
        assertThat(size()).isEqualTo(70);
    }

    /** K3: at the critical level even held entries go, if nothing else is left; the value in hand stays. */
    @Test
    void letsHeldEntriesGoAtTheCriticalLevelOnly() {
        put(0, 94);
        List<Held<String>> held = hold(0, 94);

        put(94, 95);

        assertThat(size()).isEqualTo(75);
        assertThat(held).allSatisfy(one -> assertThat(one.value()).isEqualTo("0123"));
    }

    /** K2: heap pressure after a collection is a second signal, acted upon once for each collection. */
    @Test
    void letsTheTenOldestGoOnceForACollectionThatLeftTheHeapHigh() {
        put(0, 50);

        heap.set(new HeapGauge.Reading(0.85, 1));
        time.advance(CHECK);
        time.advance(CHECK);

        assertThat(size()).isEqualTo(40);
        assertThat(evicted(EvictionCause.HEAP)).isEqualTo(10);
        heap.set(new HeapGauge.Reading(0.97, 2));
        time.advance(CHECK);
        assertThat(size()).isEqualTo(30);
    }

    /** FT: what is not known is not acted upon. */
    @Test
    void doesNothingWhileTheHeapIsNotKnown() {
        put(0, 50);

        heap.set(new HeapGauge.Reading(-1, 7));
        time.advance(CHECK);

        assertThat(size()).isEqualTo(50);
    }

    /** K2: thresholds are settings; high above critical is refused. */
    @Test
    void refusesLevelsThatContradictEachOther() {
        assertThatThrownBy(() -> Pressure.levels(0.96, 0.95, 0.5))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("pressure.high must be above 0 and at most critical (0.95): 0.96");
        assertThatThrownBy(() -> Pressure.levels(0.8, 0.95, 0.8)).hasMessageContaining("pressure.target");
        assertThatThrownBy(() -> Pressure.levels(0.8, 1.1, 0.5)).hasMessageContaining("pressure.critical");
        assertThatThrownBy(() -> Pressure.standard().oldest(0)).hasMessageContaining("pressure.oldest");
        assertThatThrownBy(() -> Pressure.off().oldest(5)).hasMessageContaining("pressure.oldest");
    }

    /** Room for a hundred of the entries that {@link #put} makes. */
    private Cache<String> cache(Pressure pressure) {
        long each = Near.ENTRY_OVERHEAD + "k00".length() + "0123".length();
        return Cache.builder("pressed", String.class)
                .near(Near.maximumBytes(100 * each).pressure(pressure))
                .timeSource(time)
                .executor(Runnable::run)
                .build();
    }

    private void put(int from, int to) {
        put(from, to, Priority.NORMAL);
    }

    private void put(int from, int to, Priority priority) {
        for (int i = from; i < to; i++) {
            cache.put(key(i), "0123", PutOptions.defaults().priority(priority));
        }
    }

    private List<String> present(int from, int to) {
        List<String> present = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (cache.getIfPresent(key(i)) != null) {
                present.add(key(i));
            }
        }
        return present;
    }

    private List<Held<String>> hold(int from, int to) {
        List<Held<String>> held = new ArrayList<>();
        for (int i = from; i < to; i++) {
            held.add(cache.hold(key(i)));
        }
        return held;
    }

    private static String key(int i) {
        return i < 10 ? "k0" + i : "k" + i;
    }

    private long size() {
        return cache.stats().nearSize();
    }

    private long evicted(EvictionCause cause) {
        return cache.stats().evictionsByCause().get(cause);
    }
}
