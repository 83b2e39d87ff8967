package io.cachex.coretests.verbs;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.codec.BytesCodec;
import io.cachex.codec.JsonCodec;
import io.cachex.coretests.Face;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ProtectionTest {

    private final Tiers tiers = new Tiers();

    /** A8: byte arrays are never shared, on the way in or out, whichever verb they take. */
    @EachShape
    void byteArraysAreNeverShared(Face face, Shape shape) {
        Cache<byte[]> cache = face.of(tiers.of(BytesCodec.of(), shape).build());
        byte[] mine = {1};
        byte[] loaded = {1};
        byte[] many = {1};
        cache.put("put", mine);
        spoil(cache.get("load", key -> loaded));
        cache.getAll(List.of("bulk"), keys -> Map.of("bulk", many)).values().forEach(ProtectionTest::spoil);
        cache.putIfAbsent("absent", mine);

        spoil(mine);
        spoil(loaded);
        spoil(many);

        for (String key : List.of("put", "load", "bulk", "absent")) {
            for (int i = 0; i < 2; i++) {
                assertThat(cache.getIfPresent(key)).as(key).containsExactly(1);
                spoil(cache.getIfPresent(key));
                spoil(cache.find(key).value());
                cache.getAllPresent(List.of(key)).values().forEach(ProtectionTest::spoil);
            }
        }
    }

    /** A8: copyOnRead protects what is mutable, by the codec or by a copier; also the stale value a loader sees. */
    @EachShape
    void copyOnReadProtectsMutableValues(Face face, Shape shape) {
        Cache<Map<String, Object>> cache = face.of(tiers.<Map<String, Object>>of(JsonCodec.of((Type) Map.class), shape)
                .copyOnRead()
                .build());
        cache.put("a", new java.util.HashMap<>(Map.of("n", 1)));

        cache.getIfPresent("a").put("n", 2);
        assertThat(cache.getIfPresent("a")).containsEntry("n", 1);
        tiers.time.advance(ofMinutes(6));
        cache.get("a", (key, context) -> {
            context.staleValue().put("n", 3);
            return context.notModified();
        });

        assertThat(cache.getIfPresent("a")).containsEntry("n", 1);
    }

    /** A8: a copier that fails fails its key, not the others. */
    @EachShape
    void aCopierThatFailsFailsItsKeyAlone(Face face, Shape shape) {
        List<String> poison = new ArrayList<>();
        Cache<String> cache = face.of(tiers.words(shape)
                .copyOnRead(text -> {
                    if (poison.contains(text)) {
                        throw new IllegalStateException("copier");
                    }
                    return text;
                })
                .build());
        cache.putAll(Map.of("a", "1", "b", "2"));
        poison.add("1");

        var result = cache.getAllPresent(List.of("a", "b"));

        if (shape == Shape.STORE) { // nobody else has what was decoded for this call: it is not copied
            assertThat(result).containsOnly(Map.entry("a", "1"), Map.entry("b", "2"));
        } else {
            assertThat(result).containsExactly(Map.entry("b", "2"));
            assertThat(result.failures()).containsOnlyKeys("a");
        }
    }

    private static void spoil(byte[] bytes) {
        bytes[0] = 9;
    }
}
