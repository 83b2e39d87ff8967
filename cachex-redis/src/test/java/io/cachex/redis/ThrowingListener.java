package io.cachex.redis;

import io.cachex.local.LocalBus;
import io.cachex.spi.Invalidation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that always fails. */
final class ThrowingListener implements LocalBus.DirectListener {

    private final List<String> doubts = new CopyOnWriteArrayList<>();

    @Override
    public void onInvalidation(Invalidation message) {
        throw new AssertionError("a listener's own failure");
    }

    @Override
    public void onDoubt(String reason) {
        doubts.add(reason);
        throw new IllegalStateException("a listener's own failure");
    }

    List<String> doubts() {
        return doubts;
    }
}
