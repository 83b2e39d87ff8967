package io.cachex;

import io.cachex.spi.EvictionCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Counts what leaves the near tier by itself, by cause, and tells whoever wants to hear of it. */
final class Evictions {

    private final Map<EvictionCause, LongAdder> counts = new EnumMap<>(EvictionCause.class); // never changed once made
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
        return byCause().entrySet().stream()
                .filter(counted -> counted.getKey() != EvictionCause.EXPIRED)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    Map<EvictionCause, Long> byCause() {
        Map<EvictionCause, Long> all = new EnumMap<>(EvictionCause.class);
        counts.forEach((cause, count) -> all.put(cause, count.sum()));
        return all;
    }

    private LongAdder of(EvictionCause cause) {
        LongAdder count = counts.get(cause);
        if (count == null) {
            throw new AssertionError("each cause is counted: " + cause);
        }
        return count;
    }
}
