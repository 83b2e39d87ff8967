package io.cachex.coretests.load;

import io.cachex.spi.MissGuard;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A guard that knows exactly what was added; "maybe" of everything until told that it knows all. */
final class KnownKeys implements MissGuard {

    final Set<String> keys = ConcurrentHashMap.newKeySet();
    final AtomicInteger denied = new AtomicInteger();
    final AtomicInteger foundNothing = new AtomicInteger();
    volatile boolean knowsAll = true;
    volatile boolean isClosed;
    volatile Setup setup;

    @Override
    public void begin(Setup with) {
        setup = with;
    }

    @Override
    public boolean mightExist(String key) {
        return !knowsAll || keys.contains(key);
    }

    @Override
    public void add(String key) {
        keys.add(key);
    }

    @Override
    public void onDoubt(String reason) {
        knowsAll = false;
    }

    @Override
    public void onDenied() {
        denied.incrementAndGet();
    }

    @Override
    public void onFoundNothing() {
        foundNothing.incrementAndGet();
    }

    @Override
    public void close() {
        isClosed = true;
    }

    @Override
    public String toString() {
        return "knownKeys";
    }
}
