package io.cachex.benchmarks.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The keys in the store and their values of 1 KB: so many keys that threads hardly ever ask for the same one at once. */
final class Values {

    static final int BYTES = 1_024;

    private static final long SEED = 20_261_121;
    private static final int PORTION = 512;

    private final String[] keys;
    private final byte[] value = new byte[BYTES];

    Values(int count) {
        this.keys = IntStream.range(0, count).mapToObj(n -> "user:" + n).toArray(String[]::new);
        new Random(SEED).nextBytes(value);
    }

    /** Any of the keys. */
    String key() {
        return keys[ThreadLocalRandom.current().nextInt(keys.length)];
    }

    /** So many different keys that follow each other. */
    List<String> keys(int count) {
        int first = ThreadLocalRandom.current().nextInt(keys.length);
        List<String> some = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            some.add(keys[(first + i) % keys.length]);
        }
        return some;
    }

    byte[] value() {
        return value;
    }

    /** Gives all keys and their values, some hundreds at a time. */
    void forEach(Consumer<Map<String, byte[]>> writer) {
        for (int first = 0; first < keys.length; first += PORTION) {
            Map<String, byte[]> portion = new LinkedHashMap<>();
            for (int i = first; i < Math.min(first + PORTION, keys.length); i++) {
                portion.put(keys[i], value);
            }
            writer.accept(portion);
        }
    }
}
