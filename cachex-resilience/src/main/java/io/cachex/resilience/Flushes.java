package io.cachex.resilience;

import io.cachex.Failures;
import io.cachex.spi.CacheTracer;
import io.cachex.spi.CacheTracer.Kind;
import io.cachex.spi.CacheTracer.Link;
import io.cachex.spi.CacheTracer.Outcome;
import io.cachex.spi.CacheTracer.Task;
import io.cachex.spi.CacheTracer.Work;
import io.cachex.spi.WriteQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows batches, if there is a tracer. A batch is nobody's part, for its writes are many callers', who have gone on: it has
 * links to what they did when their writes were accepted.
 */
final class Flushes {

    private final String cache;
    private final @Nullable CacheTracer tracer;

    Flushes(WriteQueue.Setup setup) {
        this.cache = setup.cache();
        this.tracer = setup.tracer();
    }

    /** By which to refer to what the current thread does; null if there is nothing to refer to. */
    @Nullable
    Link here() {
        return tracer == null ? null : tracer.context().link();
    }

    /** A batch begins; null where nobody follows. With no stripe locked. */
    @Nullable
    Work begin(List<Batch.Flight> flights, int retried) {
        if (tracer == null) {
            return null;
        }
        List<Link> links = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Batch.Flight flight : flights) {
            links.addAll(flight.write().links());
            if (tracer.wantsKeys()) {
                names.add(flight.line().key);
            }
        }
        Work work = tracer.begin(Task.of(cache, Kind.FLUSH, flights.size(), names), links);
        if (retried > 0) {
            work.retried(retried);
        }
        return work;
    }

    /** The same sink, whose writer works as a part of the batch. */
    static WriteQueue.Sink within(Work work, WriteQueue.Sink sink) {
        return entries -> {
            CacheTracer.Scope scope = work.enter();
            try {
                return sink.make(entries);
            } finally {
                scope.close();
            }
        };
    }

    /** The batch has been made, or a part of it. */
    static void end(Work work, Answers answers) {
        List<@Nullable Throwable> failures =
                answers.failures().stream().filter(Objects::nonNull).toList();
        int made = answers.failures().size() - failures.size();
        Throwable first = failures.isEmpty() ? null : failures.get(0);
        work.end(new Outcome(null, made, false, first == null ? null : Failures.unwrap(first), false));
    }
}
