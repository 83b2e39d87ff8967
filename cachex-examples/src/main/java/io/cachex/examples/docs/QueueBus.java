package io.cachex.examples.docs;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A bus of one's own, within one process: a queue and a thread for each listener. */
final class QueueBus implements InvalidationBus {

    private static final System.Logger LOG = System.getLogger(QueueBus.class.getName());

    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> numbers = new HashMap<>(); // guarded by this
    private boolean closed; // guarded by this

    @Override
    public synchronized CompletionStage<Void> publish(Invalidation message) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("bus is closed"));
        }
        // From 1 without gaps for each namespace, so that a listener elsewhere could tell what it missed.
        Invalidation numbered = message.numbered(numbers.merge(message.namespace(), 1L, Long::sum));
        for (Member member : members) {
            if (member.namespace.equals(message.namespace())) {
                member.offer(numbered);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized Subscription subscribe(String namespace, Listener listener) {
        if (closed) {
            throw new IllegalStateException("bus is closed");
        }
        Member member = new Member(namespace, listener);
        members.add(member);
        return member;
    }

    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(members).forEach(Member::close);
    }

    private final class Member implements Subscription {

        private final String namespace;
        private final Listener listener;
        private final AtomicBoolean lost = new AtomicBoolean();
        private final ExecutorService thread =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1_000), Member::daemon);

        Member(String namespace, Listener listener) {
            this.namespace = namespace;
            this.listener = listener;
        }

        /** Never waits for a listener: one that is too slow misses messages, and is told so. */
        void offer(Invalidation message) {
            try {
                thread.execute(() -> hear(message));
            } catch (RejectedExecutionException full) {
                lost.set(true);
            }
        }

        private void hear(Invalidation message) {
            try {
                if (lost.getAndSet(false)) {
                    listener.onDoubt("slow listener"); // the cache drops its near tier
                }
                if (isActive()) {
                    listener.onInvalidation(message);
                }
            } catch (Throwable e) { // the next message still arrives
                LOG.log(System.Logger.Level.WARNING, "a listener failed", e);
            }
        }

        @Override
        public boolean isActive() {
            return members.contains(this);
        }

        @Override
        public void close() {
            members.remove(this);
            thread.shutdown();
        }

        private static Thread daemon(Runnable work) {
            Thread thread = new Thread(work, "queue-bus");
            thread.setDaemon(true);
            return thread;
        }
    }
}
