package io.cachex;

import io.cachex.spi.EvictionCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Counts what leaves the near tier by itself, by cause, and tells whoever wants to hear of it. */
final class Evictions {

    private final Map<EvictionCause, LongAdder> counts =
            new EnumMap<>(EvictionCause.class); // never changed once filled
    private final Consumer<EvictionCause> listener;

    Evictions(Consumer<EvictionCause> listener) {
        this.listener = listener;
        for (EvictionCause cause : EvictionCause.values()) {
            counts.put(cause, new LongAdder());
        }
    }

    void count(EvictionCause cause) {
        of(cause).increment();
        listener.accept(cause);
    }

    /** Those for want of room: not what expired. */
    long total() {
        long total = 0;
        for (EvictionCause cause : EvictionCause.values()) {
            total += cause == EvictionCause.EXPIRED ? 0 : of(cause).sum();
        }
        return total;
    }

    Map<EvictionCause, Long> byCause() {
        Map<EvictionCause, Long> all = new EnumMap<>(EvictionCause.class);
        for (EvictionCause cause : EvictionCause.values()) {
            all.put(cause, of(cause).sum());
        }
        return all;
    }

    private LongAdder of(EvictionCause cause) {
        return Objects.requireNonNull(counts.get(cause));
    }
}
