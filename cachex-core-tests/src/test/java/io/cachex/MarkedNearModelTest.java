package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.HeapGauge;
import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongBiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long random runs of the tier beside a plain map, its invariants checked after every step. K1–K4. */
class MarkedNearModelTest {

    private static final boolean SOAK = Boolean.getBoolean("cachex.soak");
    private static final int SEEDS = SOAK ? 400 : 40;
    private static final int STEPS = 400;
    private static final int MOST = 60;

    private final FakeTime time = new FakeTime();
    private final Map<String, String> model = new HashMap<>();
    private final Map<String, Runnable> holds = new HashMap<>();

    /** K1: byte accounting follows put, replace, remove, expire exactly; and no value is ever one that was not put last. */
    @ParameterizedTest
    @EnumSource(Bound.Unit.class)
    void keepsItsOrderAndItsAccountsWhateverHappens(Bound.Unit unit) {
        for (int seed = 0; seed < SEEDS; seed++) {
            run(unit, new Random(seed));
        }
    }

    private void run(Bound.Unit unit, Random random) {
        model.clear();
        holds.clear();
        ToLongBiFunction<String, String> size = (key, value) -> value.length();
        long most = unit == Bound.Unit.BYTES ? 30L * Near.ENTRY_OVERHEAD : MOST;
        Pressure pressure = random.nextBoolean()
                ? Pressure.off()
                : Pressure.standard().heap(() -> new HeapGauge.Reading(random.nextDouble(), random.nextInt()));
        MarkedNear<String> near = new MarkedNear<>(
                "model", new Bound<>(most, unit, size), pressure, new Evictions(cause -> {}), time, Runnable::run);
        for (int step = 0; step < STEPS; step++) {
            step(near, random);
            NearInvariants.check(near);
            assertThat(unit == Bound.Unit.ENTRIES ? near.size() : near.weight()).isLessThanOrEqualTo(most);
            near.forEach((key, entry) -> assertThat(entry.value).isEqualTo(model.get(key)));
        }
        near.close();
        assertThat(near.weight()).isZero();
    }

    private void step(MarkedNear<String> near, Random random) {
        String key = "k" + random.nextInt(120);
        String value = "v".repeat(random.nextInt(4)) + random.nextInt(100);
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3, 4 -> {
                near.put(key, entry(value, random));
                model.put(key, value);
            }
            case 5, 6, 7 -> near.get(key);
            case 8 -> {
                near.remove(key);
                model.remove(key);
            }
            case 9 -> {
                near.compute(key, there -> entry(value, random));
                model.put(key, value);
            }
            case 10 -> near.compute(key, there -> there == null ? null : there.expired(time.nanos()));
            case 11 -> {
                Flight<String> flight = new Flight<>(key, new Flights<>(), time.nanos(), null);
                flight.seen = near.peek(key);
                if (near.land(flight, entry(value, random))) {
                    model.put(key, value);
                }
            }
            case 12 -> holdOrLetGo(near, key, random);
            default -> time.advance(Duration.ofSeconds(random.nextInt(20)));
        }
    }

    private void holdOrLetGo(MarkedNear<String> near, String key, Random random) {
        Entry<String> there = near.peek(key);
        Runnable held = holds.remove(key);
        if (held != null) {
            held.run();
        } else if (there != null && holds.size() < 5) {
            holds.put(key, near.hold(key, there));
        } else if (random.nextInt(20) == 0) {
            near.removeIf(entry -> entry.rank() == 0);
        }
    }

    private Entry<String> entry(String value, Random random) {
        long now = time.nanos();
        long ttl = Duration.ofSeconds(1 + random.nextInt(60)).toNanos();
        Priority priority = Priority.values()[random.nextInt(3)];
        return Entry.written(value, now, now + ttl, now + 2 * ttl, null, (short) 0)
                .prioritized(priority);
    }
}
