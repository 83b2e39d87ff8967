package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.CacheTracer.Kind;
import io.cachex.spi.CacheTracer.Outcome;
import io.cachex.spi.CacheTracer.Task;
import io.cachex.spi.CacheTracer.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** N3: what is begun ends once, whoever comes first. */
class GuardedTracerTest {

    private static final Task LOAD = Task.of("users", Kind.LOAD, 1, List.of());

    private final List<Outcome> ended = new ArrayList<>();
    private final GuardedTracer tracer = new GuardedTracer(new Ends(), "users", false);

    /** Notes what ends. */
    private final class Ends implements CacheTracer, CacheTracer.Context {
        @Override
        public boolean wantsKeys() {
            return true;
        }

        @Override
        public Context context() {
            return this;
        }

        @Override
        public Scope enter() {
            return () -> {};
        }

        @Override
        public @Nullable Link link() {
            return null;
        }

        @Override
        public Work begin(Task task, List<Link> links) {
            return new Work() {
                @Override
                public Scope enter() {
                    return () -> {};
                }

                @Override
                public @Nullable Link link() {
                    return null;
                }

                @Override
                public void retried(int count) {}

                @Override
                public void end(Outcome outcome) {
                    ended.add(outcome);
                }
            };
        }

        @Override
        public void joined(String cache, @Nullable Link link) {}
    }

    @Test
    void theFirstEndIsTheOnlyOne() {
        Work work = tracer.begin(LOAD, List.of());

        work.end(Outcome.done(null, 1));
        work.end(Outcome.failed(new IOException("late")));
        tracer.close();

        assertThat(ended).containsExactly(Outcome.done(null, 1));
    }

    @Test
    void whatIsOpenEndsWithTheCache() {
        tracer.begin(LOAD, List.of());

        tracer.close();

        assertThat(ended)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.failure()).isInstanceOf(CacheClosedException.class));
    }

    /** (1) The cache is closed, and looks through what is open; (2) a call that began before is noted. */
    @Test
    void whatIsBegunAfterTheCacheWasClosedEndsAtOnce() {
        tracer.close();

        tracer.begin(LOAD, List.of());

        assertThat(ended).hasSize(1);
    }

    /** (1) A flight ends; (2) the work of its load, which was about to begin, is noted. */
    @Test
    void theWorkOfAFlightThatHasEndedEndsAtOnce() {
        FlightTrace trace = new FlightTrace(tracer.context());
        trace.end(Outcome.done(null, 0));

        trace.begun(tracer.begin(LOAD, List.of()));

        assertThat(ended).hasSize(1);
    }

    @Test
    void whereKeysAreKeptOutOfMessagesTheTracerGetsNoneAndIsTold() {
        GuardedTracer redacting = new GuardedTracer(new Ends(), "users", true);

        redacting.begin(LOAD, List.of()).end(Outcome.failed(new IOException("no user:1")));

        assertThat(tracer.wantsKeys()).isTrue();
        assertThat(redacting.wantsKeys()).isFalse();
        assertThat(ended)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.isRedacted()).isTrue());
    }
}
