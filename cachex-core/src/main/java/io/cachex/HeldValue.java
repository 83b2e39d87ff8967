package io.cachex;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A value, and what ends its hold, once. */
final class HeldValue<T> implements Held<T> {

    private final T value;
    private final AtomicReference<@Nullable Runnable> release;

    HeldValue(T value, Runnable release) {
        this.value = value;
        this.release = new AtomicReference<>(release);
    }

    @Override
    public T value() {
        return value;
    }

    @Override
    public void close() {
        Runnable last = release.getAndSet(null);
        if (last != null) {
            last.run();
        }
    }

    @Override
    public String toString() {
        return release.get() == null ? "let go" : "held";
    }
}
