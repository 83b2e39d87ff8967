package io.cachex.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** The keys of the benchmarks: as many as fit in the caches, in the order in which they are asked for, and others. */
final class Keys {

    /** How many entries the caches hold: too many for the first-level caches of a processor. */
    static final int ENTRIES = 1 << 14;

    /** How many reads are drawn ahead; a power of two. */
    static final int READS = 1 << 17;

    private static final long SEED = 20_261_121;

    private Keys() {}

    /** Every key that is in a full cache. */
    static String[] resident() {
        return numbered("user:", ENTRIES);
    }

    /** Reads of resident keys, Zipf 0.99; which keys are popular has nothing to do with their order. */
    static String[] reads() {
        List<String> shuffled = new ArrayList<>(Arrays.asList(resident()));
        Collections.shuffle(shuffled, new Random(SEED));
        Zipf zipf = new Zipf(ENTRIES, 0.99);
        Random random = new Random(SEED);
        return IntStream.range(0, READS)
                .mapToObj(i -> shuffled.get(zipf.next(random)))
                .toArray(String[]::new);
    }

    /** Keys in an order in which none is still cached when it comes again. */
    static String[] missing() {
        return numbered("order:", READS);
    }

    /** Lists of so many different keys, drawn like {@link #reads}. */
    static List<List<String>> batches(int size) {
        String[] reads = reads();
        List<List<String>> batches = new ArrayList<>();
        Set<String> batch = new LinkedHashSet<>();
        for (String key : reads) {
            batch.add(key);
            if (batch.size() == size) {
                batches.add(List.copyOf(batch));
                batch.clear();
            }
        }
        return batches;
    }

    private static String[] numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(n -> prefix + n).toArray(String[]::new);
    }
}
