package io.cachex.resilience.upstream;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin whose health and answers the test sets. */
final class Origin {

    final String id;
    final AtomicInteger checks = new AtomicInteger();
    final AtomicInteger loads = new AtomicInteger();
    volatile boolean isWell;
    volatile Exception failure;
    volatile String value;
    volatile Runnable onLoad = () -> {};

    private Origin(String id, boolean isWell) {
        this.id = id;
        this.isWell = isWell;
        this.value = "from " + id;
    }

    static Origin well(String id) {
        return new Origin(id, true);
    }

    static Origin away(String id) {
        Origin origin = new Origin(id, false);
        origin.dies();
        return origin;
    }

    void dies() {
        isWell = false;
        failure = new IOException(id + " does not answer");
    }

    void comesBack() {
        failure = null;
        isWell = true;
    }

    Upstream<String> upstream(int priority) {
        return Upstream.of(id, this::load).priority(priority).check(this::check);
    }

    /** The same that answers later. */
    Upstream<String> asyncUpstream(int priority) {
        return Upstream.<String>async(id, (key, context) -> {
                    try {
                        return CompletableFuture.completedFuture(load(key));
                    } catch (Exception e) {
                        return CompletableFuture.failedFuture(e);
                    }
                })
                .priority(priority)
                .asyncCheck(() -> CompletableFuture.completedFuture(check()));
    }

    String load(String key) throws Exception {
        loads.incrementAndGet();
        onLoad.run();
        Exception thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        return value;
    }

    boolean check() {
        checks.incrementAndGet();
        return isWell;
    }
}
