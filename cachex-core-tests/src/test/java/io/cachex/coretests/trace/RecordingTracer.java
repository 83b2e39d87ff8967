package io.cachex.coretests.trace;

import io.cachex.coretests.load.Scene;
import io.cachex.spi.CacheTracer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Notes what is begun and how it ends, and knows on each thread what that is a part of, as tracing libraries do. */
final class RecordingTracer implements CacheTracer {

    private final ThreadLocal<@Nullable Piece> current = new ThreadLocal<>();
    private final AtomicInteger contexts = new AtomicInteger();

    /** All that was begun, in that order. */
    final List<Piece> pieces = new CopyOnWriteArrayList<>();

    /** What callers waited for that was begun for others. */
    final List<Joined> joined = new CopyOnWriteArrayList<>();

    record Joined(@Nullable String by, @Nullable Link to) {}

    /** A piece of work; without a task what a user does. */
    static final class Piece implements Link {
        final String name;
        final @Nullable Task task;
        final @Nullable Piece parent;
        final List<Link> links;
        final AtomicInteger retries = new AtomicInteger();
        final AtomicInteger ends = new AtomicInteger();
        volatile @Nullable Outcome outcome;

        Piece(String name, @Nullable Task task, @Nullable Piece parent, List<Link> links) {
            this.name = name;
            this.task = task;
            this.parent = parent;
            this.links = links;
        }

        @Override
        public String toString() {
            return name + (parent == null ? "" : " in " + parent.name);
        }
    }

    /** What the current thread does is a part of this; null for nothing. */
    @Nullable
    Piece here() {
        return current.get();
    }

    /** The name of that. */
    @Nullable
    String hereName() {
        Piece piece = current.get();
        return piece == null ? null : piece.name;
    }

    /** How often somebody has asked for what a thread does. */
    int contexts() {
        return contexts.get();
    }

    /** Does something as a request of a user. */
    <R extends @Nullable Object> R request(String name, Callable<R> call) throws Exception {
        Piece before = current.get();
        current.set(new Piece(name, null, before, List.of()));
        try {
            return call.call();
        } finally {
            current.set(before);
        }
    }

    /** Those of one kind. */
    List<Piece> of(Kind kind) {
        return pieces.stream()
                .filter(piece -> piece.task != null && piece.task.kind() == kind)
                .toList();
    }

    /** The only one of its kind. */
    Piece only(Kind kind) {
        List<Piece> all = of(kind);
        if (all.size() != 1) {
            throw new AssertionError("not one " + kind + ": " + pieces);
        }
        return all.get(0);
    }

    /** Waits until everything that was begun has ended. */
    void awaitEnds() {
        Scene.until(() -> pieces.stream().allMatch(piece -> piece.outcome != null));
    }

    @Override
    public Context context() {
        contexts.incrementAndGet();
        return new Place(current.get());
    }

    @Override
    public Work begin(Task task, List<Link> links) {
        Piece piece = new Piece(task.kind().toString(), task, current.get(), List.copyOf(links));
        pieces.add(piece);
        return new Under(piece);
    }

    @Override
    public void joined(String cache, @Nullable Link link) {
        joined.add(new Joined(hereName(), link));
    }

    private Scope entered(@Nullable Piece piece) {
        Thread thread = Thread.currentThread();
        Piece before = current.get();
        current.set(piece);
        return () -> {
            if (Thread.currentThread() != thread) {
                throw new AssertionError("closed on another thread");
            }
            current.set(before);
        };
    }

    private final class Place implements Context {
        private final @Nullable Piece piece;

        Place(@Nullable Piece piece) {
            this.piece = piece;
        }

        @Override
        public Scope enter() {
            return entered(piece);
        }

        @Override
        public @Nullable Link link() {
            return piece;
        }
    }

    private final class Under implements Work {
        private final Piece piece;

        Under(Piece piece) {
            this.piece = piece;
        }

        @Override
        public Scope enter() {
            return entered(piece);
        }

        @Override
        public Link link() {
            return piece;
        }

        @Override
        public void retried(int count) {
            piece.retries.addAndGet(count);
        }

        @Override
        public void end(Outcome outcome) {
            piece.ends.incrementAndGet();
            piece.outcome = outcome;
        }
    }
}
