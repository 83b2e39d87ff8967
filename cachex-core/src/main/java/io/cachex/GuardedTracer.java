package io.cachex;

import io.cachex.spi.CacheTracer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache's tracer, which can do no harm by throwing. What it begins ends once: the last of it with the cache.
 *
 * <p>The race with that end: (1) a store call begins, (2) close ends all that is open, (3) the call is noted as open. So it is
 * noted first, and then looks whether the cache was closed meanwhile.
 */
final class GuardedTracer implements CacheTracer, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    /** Nothing was entered. */
    static final Scope NO_SCOPE = () -> {};

    /** A part of nothing. */
    static final Context NOWHERE = new Nowhere();

    /** What the tracer could not begin. */
    private static final Work NO_WORK = new NoWork();

    private final CacheTracer tracer;
    private final String cache;
    private final boolean redacts;
    private final boolean wantsKeys;
    private final Set<Piece> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile boolean warned;

    GuardedTracer(CacheTracer tracer, String cache, boolean redacts) {
        this.tracer = tracer;
        this.cache = cache;
        this.redacts = redacts;
        this.wantsKeys = !redacts && guarded(tracer::wantsKeys, false);
    }

    @Override
    public boolean wantsKeys() {
        return wantsKeys;
    }

    @Override
    public Context context() {
        Context context = guarded(tracer::context, NOWHERE);
        return context == NOWHERE ? NOWHERE : new Place(context);
    }

    @Override
    public Work begin(Task task, List<Link> links) {
        Work work = guarded(() -> tracer.begin(task, links), NO_WORK);
        if (work == NO_WORK) {
            return NO_WORK;
        }
        Piece piece = new Piece(work);
        open.add(piece);
        if (closed) {
            piece.end(Outcome.failed(closedException()));
        }
        return piece;
    }

    @Override
    public void joined(String of, @Nullable Link link) {
        told(() -> tracer.joined(of, link));
    }

    /** Ends what is still open; nothing that is begun from now on stays so. */
    @Override
    public void close() {
        closed = true;
        open.forEach(piece -> piece.end(Outcome.failed(closedException())));
    }

    private CacheClosedException closedException() {
        return new CacheClosedException("cache '" + cache + "' is closed");
    }

    // For those who go on elsewhere.

    /** The step as a part of what the current thread is doing, wherever it runs; the step itself where nobody follows. */
    static <R> Supplier<R> bound(@Nullable CacheTracer tracer, Supplier<R> step) {
        if (tracer == null) {
            return step;
        }
        Context context = tracer.context();
        return () -> within(context, step);
    }

    /** As {@link #bound(CacheTracer, Supplier)}. */
    static <A, R> Function<A, R> bound(@Nullable CacheTracer tracer, Function<A, R> step) {
        if (tracer == null) {
            return step;
        }
        Context context = tracer.context();
        return argument -> within(context, () -> step.apply(argument));
    }

    /** Runs a step as a part of something. */
    static <R> R within(Context context, Supplier<R> step) {
        Scope scope = context.enter();
        try {
            return step.get();
        } finally {
            scope.close();
        }
    }

    private <R> R guarded(Supplier<R> question, R otherwise) {
        try {
            R answer = question.get();
            return answer == null ? otherwise : answer;
        } catch (Throwable e) { // user code, in the middle of something that has to go on
            failed(e);
            return otherwise;
        }
    }

    private void told(Runnable news) {
        try {
            news.run();
        } catch (Throwable e) { // as above
            failed(e);
        }
    }

    private void failed(Throwable e) {
        if (!warned) {
            warned = true;
            LOG.warn("cache {}: the tracer failed, which is told once: {}", cache, tracer, e);
        }
    }

    private Scope entered(Context context) {
        Scope scope = guarded(context::enter, NO_SCOPE);
        return scope == NO_SCOPE ? NO_SCOPE : () -> told(scope::close);
    }

    private @Nullable Link linkOf(Context context) {
        try {
            return context.link();
        } catch (Throwable e) { // as above
            failed(e);
            return null;
        }
    }

    private record Nowhere() implements Context {
        @Override
        public Scope enter() {
            return NO_SCOPE;
        }

        @Override
        public @Nullable Link link() {
            return null;
        }
    }

    private record NoWork() implements Work {
        @Override
        public Scope enter() {
            return NO_SCOPE;
        }

        @Override
        public @Nullable Link link() {
            return null;
        }

        @Override
        public void retried(int count) {}

        @Override
        public void end(Outcome outcome) {}
    }

    private final class Place implements Context {
        private final Context context;

        Place(Context context) {
            this.context = context;
        }

        @Override
        public Scope enter() {
            return entered(context);
        }

        @Override
        public @Nullable Link link() {
            return linkOf(context);
        }
    }

    private final class Piece implements Work {

        private final Work work;
        private final AtomicBoolean hasEnded = new AtomicBoolean();

        Piece(Work work) {
            this.work = work;
        }

        @Override
        public Scope enter() {
            return entered(work);
        }

        @Override
        public @Nullable Link link() {
            return linkOf(work);
        }

        @Override
        public void retried(int count) {
            told(() -> work.retried(count));
        }

        @Override
        public void end(Outcome outcome) {
            if (hasEnded.compareAndSet(false, true)) {
                open.remove(this);
                told(() -> work.end(redacts ? redacted(outcome) : outcome));
            }
        }

        private static Outcome redacted(Outcome outcome) {
            return new Outcome(outcome.tier(), outcome.found(), outcome.isStale(), outcome.failure(), true);
        }
    }
}
