package io.cachex.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Failures;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.WriteQueue;
import io.cachex.spi.WriteQueue.Stats;
import io.cachex.spi.WriteQueue.Ticket;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.RecordingObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** A queue on a clock that stands still, whose workers run on the thread that gives them something to do. */
final class QueueFixture {

    final FakeTime time = new FakeTime();
    final TestSink sink = new TestSink();
    final RecordingObserver observer = new RecordingObserver();
    Executor executor = Runnable::run;
    WriteQueue queue;

    /** No jitter: a pause is as long as it may be. */
    WriteQueue open(UnaryOperator<WriteBehind<String>> options) {
        WriteBehind<String> writing =
                options.apply(WriteBehind.<String>withoutWriter().random(() -> 0));
        queue = writing.open(new WriteQueue.Setup(
                "users", time, task -> executor.execute(task), sink, Failures.standard(), observer, key -> "[key]"));
        queue.onInherited(entry -> {});
        return queue;
    }

    Ticket put(String key, String value) {
        return put(key, value, null);
    }

    Ticket put(String key, String value, WriteQueue.Sink own) {
        return queue.accept(Operation.PUT, key, value.getBytes(UTF_8), own);
    }

    Ticket delete(String key) {
        return queue.accept(Operation.DELETE, key, JournalEntry.nothing(), null);
    }

    /** Accepted, succeeded, dropped, parked, waiting; and that the first is the sum of the others. */
    List<Long> counts() {
        Stats stats = queue.stats();
        assertIdentity(stats);
        return List.of(stats.accepted(), stats.succeeded(), stats.dropped(), stats.parked(), stats.waiting());
    }

    String onlyLetter() {
        assertThat(queue.letters()).hasSize(1);
        return queue.letters().get(0).dead().entry().id();
    }

    Map<String, WriteQueue.Replayed> replay(String... ids) {
        return queue.replay(List.of(ids), 1_000_000).toCompletableFuture().join();
    }

    /** E6. */
    static void assertIdentity(Stats stats) {
        assertThat(stats.succeeded() + stats.dropped() + stats.parked() + stats.waiting())
                .as("succeeded + dropped + parked + waiting of %s", stats)
                .isEqualTo(stats.accepted());
    }

    static Throwable failureOf(CompletionStage<?> stage) {
        return stage.toCompletableFuture().handle((value, failure) -> failure).join();
    }

    static boolean isDone(CompletionStage<?> stage) {
        return stage.toCompletableFuture().isDone()
                && !stage.toCompletableFuture().isCompletedExceptionally();
    }

    static String text(JournalEntry write) {
        return write.operation() == Operation.PUT ? write.key() + "=" + new String(write.value(), UTF_8) : write.key();
    }
}
