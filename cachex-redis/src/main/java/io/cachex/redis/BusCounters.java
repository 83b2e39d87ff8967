package io.cachex.redis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a bus has seen since it was made. */
final class BusCounters {

    final LongAdder published = new LongAdder();
    final LongAdder unpublished = new LongAdder();
    final LongAdder heard = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder foreign = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder doubts = new LongAdder();
    final LongAdder connections = new LongAdder();

    /** The counts by name, in a fixed order. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("published", published.sum());
        counts.put("unpublished", unpublished.sum());
        counts.put("heard", heard.sum());
        counts.put("repeated", repeated.sum());
        counts.put("foreign", foreign.sum());
        counts.put("late", late.sum());
        counts.put("malformed", malformed.sum());
        counts.put("doubts", doubts.sum());
        counts.put("connections", connections.sum());
        return counts;
    }
}
