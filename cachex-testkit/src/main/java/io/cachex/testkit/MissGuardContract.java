package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.MissGuard;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link MissGuard} must do: never deny a key that was added, whatever else is going on. */
public abstract class MissGuardContract {

    private static final List<String> ODD_KEYS = List.of(
            "a",
            "user:1",
            "k\u00e4se {x} \ud83d\udd11",
            "\0",
            " ",
            "\ud800",
            "n".repeat(10_000),
            "AaAa",
            "BBBB",
            "AaBB");

    @SuppressWarnings("NullAway.Init") // set before each test
    private MissGuard guard;

    /** For subclasses. */
    protected MissGuardContract() {}

    /** A guard that knows nothing and serves nobody yet. Called once for each test. */
    protected abstract MissGuard createGuard();

    /** Has it know that these are all keys there are, besides those that are added. It may be told of others as well. */
    protected abstract void tellAll(MissGuard guard, List<String> keys);

    @BeforeEach
    final void begin() {
        guard = createGuard();
        Executor here = Runnable::run;
        guard.begin(new MissGuard.Setup("users", "app:test:users", true, new FakeTime(), here));
    }

    @AfterEach
    final void close() {
        guard.close();
    }

    @Test
    void saysMaybeOfEverythingUntilItKnowsAll() {
        assertThat(guard.mightExist("a")).isTrue();

        guard.add("b");

        assertThat(guard.mightExist("a")).isTrue();
    }

    @Test
    void neverDeniesWhatItWasTold() {
        guard.add("early");
        tellAll(guard, List.of("told", "early"));
        ODD_KEYS.forEach(guard::add);

        assertThat(ODD_KEYS).allMatch(guard::mightExist);
        assertThat(guard.mightExist("told")).isTrue();
        assertThat(guard.mightExist("early")).isTrue();
    }

    @Test
    void deniesMostOfWhatItWasNotTold() {
        tellAll(guard, List.of("a"));

        assertThat(IntStream.range(0, 1_000).filter(i -> guard.mightExist("unknown" + i)))
                .hasSizeLessThan(500);
    }

    @Test
    void saysMaybeOfEverythingAfterADoubt() {
        tellAll(guard, List.of("a"));

        guard.onDoubt("gap 17..19");

        assertThat(IntStream.range(0, 1_000)).allMatch(i -> guard.mightExist("unknown" + i));
        tellAll(guard, List.of("a", "b"));
        assertThat(guard.mightExist("b")).isTrue();
    }

    @Test
    void isToldByManyThreads() {
        tellAll(guard, List.of());
        Queue<String> told = new ConcurrentLinkedQueue<>();

        Crowd.each(thread -> {
            for (int i = 0; i < 200; i++) {
                String key = thread + ":" + i;
                guard.add(key);
                assertThat(guard.mightExist(key)).isTrue();
                told.add(key);
            }
        });

        assertThat(told).allMatch(guard::mightExist);
    }

    @Test
    void sharesWithoutFailing() throws Exception {
        guard.add("a");

        guard.share("a").toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(guard.mightExist("a")).isTrue();
    }

    @Test
    void countsWithoutHarm() {
        tellAll(guard, List.of("a"));
        guard.onDenied();
        guard.onFoundNothing();
        guard.onLostChanges();

        assertThat(guard.mightExist("a")).isTrue();
    }

    @Test
    void closesTwice() {
        guard.close();
        guard.close();

        assertThat(guard.mightExist("a")).isTrue();
    }
}
