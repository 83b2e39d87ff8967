package io.cachex.coretests.snapshot;

import io.cachex.Cache;
import io.cachex.disk.Snapshot;
import java.nio.file.Path;

/** A process that writes one snapshot after the other, each with other values, and says which it has written. */
final class SavingNode {

    static final int KEYS = 300;

    private SavingNode() {}

    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        long first = Long.parseLong(arguments[1]);
        try (Cache<String> cache = cache(file)) {
            cache.restored().join();
            for (long generation = first; ; generation++) {
                for (int key = 0; key < KEYS; key++) {
                    cache.put("key:" + key, generation + " " + "x".repeat(500));
                }
                cache.snapshot().join();
                System.out.println(generation);
            }
        }
    }

    static Cache<String> cache(Path file) {
        return Cache.builder("users", String.class).snapshot(Snapshot.at(file)).build();
    }
}
