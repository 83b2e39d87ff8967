package io.cachex.coretests.verbs;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.Compression;
import io.cachex.Near;
import io.cachex.codec.CborCodec;
import io.cachex.codec.JsonCodec;
import io.cachex.codec.SmileCodec;
import io.cachex.spi.StoredValue;
import io.cachex.store.MemoryStore;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;

/** A process that uses each codec and compression, and says of each whether it works: for {@link OptionalLibrariesTest}. */
final class CodecsNode {

    private CodecsNode() {}

    /** Expects a stored form that is compressed with zstd, as hexadecimal digits. */
    public static void main(String[] arguments) {
        say(() -> json());
        say(() -> json().compression(Compression.deflate().above(0)));
        say(() -> json().compression(Compression.zstd().above(0)));
        say(() -> Cache.builder("words", SmileCodec.of(String.class)));
        say(() -> Cache.builder("words", CborCodec.of(String.class)));
        read(HexFormat.of().parseHex(arguments[0]));
    }

    private static void read(byte[] stored) {
        MemoryStore store = MemoryStore.create();
        store.write(Map.of("cachex:default:words:a", StoredValue.of(stored, Duration.ofMinutes(1), 1)))
                .toCompletableFuture()
                .join();
        try (Cache<String> cache = json().store(store).near(Near.off()).build()) {
            System.out.println("reads: " + cache.getIfPresent("a") + ", unreadable: "
                    + cache.stats().unreadable());
        } catch (Throwable failure) {
            System.out.println(failure.toString());
        }
    }

    private static CacheBuilder<String> json() {
        return Cache.builder("words", JsonCodec.of(String.class));
    }

    private static void say(Supplier<CacheBuilder<String>> builder) {
        try (Cache<String> cache =
                builder.get().store(MemoryStore.create()).near(Near.off()).build()) {
            cache.put("a", "countess");
            System.out.println("works: " + cache.getIfPresent("a"));
        } catch (Throwable failure) { // errors of linking, too
            System.out.println(failure.getClass().getSimpleName() + ": " + failure.getMessage());
        }
    }
}
