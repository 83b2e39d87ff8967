package io.cachex;

import io.cachex.spi.EvictionCause;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Counts what leaves the near tier by itself, by cause, and tells whoever wants to hear of it. */
final class Evictions {

    private static final EvictionCause[] CAUSES = EvictionCause.values();

    private final LongAdder[] counts = new LongAdder[CAUSES.length];
    private final Consumer<EvictionCause> listener;

    Evictions(Consumer<EvictionCause> listener) {
        this.listener = listener;
        Arrays.setAll(counts, cause -> new LongAdder());
    }

    void count(EvictionCause cause) {
        counts[cause.ordinal()].increment();
        listener.accept(cause);
    }

    /** Those for want of room: not what expired. */
    long total() {
        long total = 0;
        for (EvictionCause cause : CAUSES) {
            total += cause == EvictionCause.EXPIRED ? 0 : counts[cause.ordinal()].sum();
        }
        return total;
    }

    Map<EvictionCause, Long> byCause() {
        Map<EvictionCause, Long> all = new EnumMap<>(EvictionCause.class);
        for (EvictionCause cause : CAUSES) {
            all.put(cause, counts[cause.ordinal()].sum());
        }
        return all;
    }
}
