package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks through everything in a memory store that nobody uses meanwhile, and finds what does not fit together. */
final class Structure {

    private Structure() {}

    /** The costs of all values, by key. */
    static Map<String, Long> values(MemoryStore store) {
        Map<String, Long> costs = new HashMap<>();
        for (Stripe stripe : store.stripes) {
            stripe.values.forEach((key, entry) -> costs.put(key, entry.cost));
        }
        return costs;
    }

    /** The costs of all counters, by key. */
    static Map<String, Long> counters(MemoryStore store) {
        Map<String, Long> costs = new HashMap<>();
        for (Stripe stripe : store.stripes) {
            stripe.counters.forEach((key, entry) -> costs.put(key, entry.cost));
        }
        return costs;
    }

    static void check(MemoryStore store) {
        long bytes = 0;
        for (Stripe stripe : store.stripes) {
            Set<Entry> entries = new HashSet<>(stripe.values.values());
            entries.addAll(stripe.counters.values());
            bytes += entries.stream().mapToLong(entry -> entry.cost).sum();
            checkRecency(stripe, entries);
            checkDeadlines(stripe, entries);
        }
        assertThat(store.bytes()).as("bytes").isEqualTo(bytes);
    }

    /** Of a store used by one thread: of two threads the one that draws its number first may use an entry last. */
    static void checkOrder(MemoryStore store) {
        for (Stripe stripe : store.stripes) {
            long last = -1;
            for (Entry entry = stripe.recency.oldest(); entry != null; entry = entry.newer) {
                assertThat(entry.lastUse).as("the order of uses").isGreaterThan(last);
                last = entry.lastUse;
            }
        }
    }

    private static void checkRecency(Stripe stripe, Set<Entry> entries) {
        Set<Entry> left = new HashSet<>(entries);
        Entry older = null;
        for (Entry entry = stripe.recency.oldest(); entry != null; entry = entry.newer) {
            assertThat(left.remove(entry))
                    .as("an entry of the list is in the map")
                    .isTrue();
            assertThat(entry.older).isSameAs(older);
            older = entry;
        }
        assertThat(left).as("entries not in the list").isEmpty();
        Entry oldest = stripe.recency.oldest();
        assertThat(stripe.oldestUse()).isEqualTo(oldest == null ? Long.MAX_VALUE : oldest.lastUse);
    }

    private static void checkDeadlines(Stripe stripe, Set<Entry> entries) {
        assertThat(stripe.size()).isEqualTo(entries.size());
        Entry first = stripe.deadlines.first();
        assertThat(first == null).isEqualTo(entries.isEmpty());
        Set<Integer> places = new HashSet<>();
        for (Entry entry : entries) {
            assertThat(entry.deadline - first.deadline)
                    .as("the first ends first")
                    .isGreaterThanOrEqualTo(0);
            assertThat(entry.place).isBetween(0, entries.size() - 1);
            assertThat(places.add(entry.place)).isTrue();
        }
        assertThat(stripe.hasExpired(first == null ? 0 : first.deadline)).isEqualTo(first != null);
    }
}
