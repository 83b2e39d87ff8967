package io.cachex.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cachex.spi.StoredValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** A process that writes, overwrites and removes, and says which removals were acknowledged. */
final class StoringNode {

    private StoringNode() {}

    public static void main(String[] arguments) {
        int run = Integer.parseInt(arguments[1]);
        try (DiskStore store =
                DiskStore.builder(Path.of(arguments[0])).maximumBytes(4 << 20).build()) {
            for (int i = 0; ; i++) {
                String key = "key:" + i % 2_000;
                String text = key + " " + run + " " + i + " " + "z".repeat(i % 900);
                store.write(Map.of(key, StoredValue.of(text.getBytes(UTF_8), Duration.ofHours(1), 1)))
                        .toCompletableFuture()
                        .join();
                if (i % 50 == 49) {
                    store.remove(Set.of("key:" + (i + 1_000) % 2_000))
                            .toCompletableFuture()
                            .join();
                    System.out.println(i + ".");
                }
            }
        }
    }
}
