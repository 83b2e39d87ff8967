package io.cachex;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.CacheTracer.Context;
import io.cachex.spi.CacheTracer.Kind;
import io.cachex.spi.CacheTracer.Link;
import io.cachex.spi.CacheTracer.Outcome;
import io.cachex.spi.CacheTracer.Scope;
import io.cachex.spi.CacheTracer.Task;
import io.cachex.spi.CacheTracer.Work;
import io.cachex.spi.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows flights, if there is a tracer: what is done for one is a part of what its first caller does, on every thread. */
final class FlightTraces<T> {

    private final String cache;
    private final @Nullable CacheTracer tracer;

    FlightTraces(Settings<T> settings) {
        this.cache = settings.name;
        this.tracer = settings.tracer;
    }

    /** A flight begins, on the thread of its first caller. */
    void asked(Flight<T> flight) {
        if (tracer != null) {
            flight.trace = new FlightTrace(tracer.context());
        }
    }

    /** Somebody else waits for it, on the caller's thread. */
    void joined(Flight<T> flight) {
        FlightTrace trace = flight.trace;
        if (tracer != null && trace != null) {
            tracer.joined(cache, trace.context().link());
        }
    }

    /** As long as it is open, what this thread does is done for the flight. Never null. */
    Scope enter(Flight<T> flight) {
        FlightTrace trace = flight.trace;
        return trace == null ? GuardedTracer.NO_SCOPE : trace.context().enter();
    }

    /** Runs a step that is done for the flight, on this thread. */
    <R> R within(Flight<T> flight, Supplier<R> step) {
        FlightTrace trace = flight.trace;
        return trace == null ? step.get() : GuardedTracer.within(trace.context(), step);
    }

    /** A refresh begins, on the thread of the reader who has caused it. */
    void beginRefresh(Flight<T> flight) {
        FlightTrace trace = flight.trace;
        if (trace != null) {
            trace.begun(begin(Kind.REFRESH, List.of(flight), trace.context(), List.of()));
        }
    }

    /** The flight's load begins, unless it is a refresh, of which it is a part. */
    void beginLoad(Flight<T> flight) {
        FlightTrace trace = flight.trace;
        if (trace != null && trace.work() == null) {
            trace.begun(begin(Kind.LOAD, List.of(flight), trace.context(), List.of()));
        }
    }

    /** One load for all of them begins: as a part of what the first one's caller does, with links to the others. */
    void beginLoad(List<Flight<T>> flights) {
        FlightTrace first = flights.get(0).trace;
        if (first == null) {
            return;
        }
        List<Link> links = new ArrayList<>();
        for (Flight<T> flight : flights.subList(1, flights.size())) {
            Link link = flight.trace == null ? null : flight.trace.context().link();
            if (link != null) {
                links.add(link);
            }
        }
        Work load = new SharedWork(begin(Kind.LOAD, flights, first.context(), links), flights.size());
        for (Flight<T> flight : flights) {
            FlightTrace trace = flight.trace;
            if (trace != null) {
                trace.begun(load);
            }
        }
    }

    private Work begin(Kind kind, List<Flight<T>> flights, Context context, List<Link> links) {
        if (tracer == null) {
            throw new IllegalStateException("nobody follows");
        }
        Task task = Task.of(cache, kind, flights.size(), names(flights));
        return GuardedTracer.within(context, () -> tracer.begin(task, links));
    }

    private List<String> names(List<Flight<T>> flights) {
        return tracer != null && tracer.wantsKeys()
                ? flights.stream().map(flight -> flight.key).toList()
                : List.of();
    }

    /** The flight's work ends with an answer, unless it has ended before. */
    void end(Flight<T> flight, Served<T> served) {
        FlightTrace trace = flight.trace;
        if (trace != null) {
            int found = served.value() == null ? 0 : 1;
            trace.end(new Outcome(served.tier(), found, served.isStale(), served.cause(), false));
        }
    }

    /** As {@link #end(Flight, Served)}, without one. */
    void fail(Flight<T> flight, Throwable failure) {
        FlightTrace trace = flight.trace;
        if (trace != null) {
            trace.end(Outcome.failed(failure));
        }
    }

    /** A load failed, and something else stands in. */
    void cover(Flight<T> flight, Throwable failure, Served<T> cover) {
        FlightTrace trace = flight.trace;
        if (trace != null) {
            trace.end(new Outcome(cover.tier(), cover.value() == null ? 0 : 1, cover.isStale(), failure, false));
        }
    }

    // Attempts after the first.

    /** The same loader, which tells when it is called again. */
    <R extends @Nullable Object> Callable<R> counted(Flight<T> flight, Callable<R> loader) {
        FlightTrace trace = flight.trace;
        if (trace == null) {
            return loader;
        }
        AtomicInteger attempts = new AtomicInteger();
        return () -> {
            again(trace, attempts);
            return loader.call();
        };
    }

    /** As {@link #counted(Flight, Callable)}. */
    <R extends @Nullable Object> Policy.Call<R> counted(Flight<T> flight, Policy.Call<R> attempt) {
        FlightTrace trace = flight.trace;
        if (trace == null) {
            return attempt;
        }
        AtomicInteger attempts = new AtomicInteger();
        return new Policy.Call<R>() {
            @Override
            public CompletionStage<R> start() {
                again(trace, attempts);
                return attempt.start();
            }

            @Override
            public long remainingNanos() {
                return attempt.remainingNanos();
            }
        };
    }

    private static void again(FlightTrace trace, AtomicInteger attempts) {
        Work work = trace.work();
        if (attempts.getAndIncrement() > 0 && work != null) {
            work.retried(1);
        }
    }
}
