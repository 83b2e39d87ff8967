package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.Compression;
import io.cachex.ConfigurationException;
import io.cachex.Encryption;
import io.cachex.SchemaUpgrade;
import io.cachex.codec.JsonCodec;
import io.cachex.codec.StringCodec;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.testkit.RecordingObserver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A10: a cache's schema version: older values are upgraded or loaded anew, newer ones are left to newer nodes. */
class SchemaVersionTest {

    private final Tiers tiers = new Tiers();
    private final RecordingObserver observer = new RecordingObserver();
    private final AtomicInteger loads = new AtomicInteger();

    /** A value of the present schema; once it was a text. */
    public record User(String first, String last) {

        static User of(String text) {
            String[] parts = text.split(" ");
            return new User(parts[0], parts[1]);
        }
    }

    @EachFace
    void anOlderSchemaIsACountedMissThatTheNextLoadRepairs(Face face) {
        words(face, 1).put("a", "old");
        Cache<String> cache = words(face, 2);

        assertThat(cache.getIfPresent("a")).isNull();
        assertUnreadable(cache, 1);
        assertThat(cache.get("a")).isEqualTo("loaded");
        assertThat(cache.getIfPresent("a")).isEqualTo("loaded");
        assertUnreadable(cache, 2);
    }

    /** The upgrade gets the bytes as the codec of that time wrote them, whatever happened to them behind it. */
    @EachFace
    void anUpgradeReadsAnOlderSchemaOfAnotherCodec(Face face) {
        face.of(sealed(tiers.of(StringCodec.of(), Shape.STORE))
                        .compression(Compression.zstd().above(0))
                        .build())
                .put("a", "Ada Lovelace" + " ".repeat(500));
        Cache<User> cache = users(face, (from, bytes) -> {
            assertThat(from).isOne();
            return User.of(new String(bytes, StandardCharsets.UTF_8));
        });

        assertThat(cache.get("a")).isEqualTo(new User("Ada", "Lovelace"));
        assertThat(cache.getAll(List.of("a")).orThrow()).containsEntry("a", new User("Ada", "Lovelace"));

        assertThat(loads).hasValue(0);
        assertThat(cache.stats().unreadable()).isZero();
        cache.put("a", new User("Grace", "Hopper"));
        assertThat(users(face, (from, bytes) -> null).getIfPresent("a")).isEqualTo(new User("Grace", "Hopper"));
    }

    @EachFace
    void anUpgradeThatFailsIsACountedMiss(Face face) {
        face.of(sealed(tiers.of(StringCodec.of(), Shape.STORE)).build()).put("a", "Ada");

        for (SchemaUpgrade<User> upgrade : List.<SchemaUpgrade<User>>of(
                (from, bytes) -> User.of(new String(bytes, StandardCharsets.UTF_8)), // there is no last name
                (from, bytes) -> null,
                (from, bytes) -> {
                    throw new java.io.IOException("no such version: " + from);
                },
                (from, bytes) -> {
                    throw new StackOverflowError();
                })) {
            Cache<User> cache = users(face, upgrade);

            assertThat(cache.getIfPresent("a")).isNull();
            assertThat(cache.stats().unreadable()).isOne();
        }
        assertThat(users(face, (from, bytes) -> null).get("a")).isEqualTo(new User("loaded", "anew"));
    }

    /** As BI20 of formats: a rolling upgrade. But after a roll-back nobody has to wait until what is left is gone. */
    @EachFace
    void aNewerSchemaIsAMissAndLeftAloneWhileItIsFresh(Face face) {
        words(face, 2).put("a", "newer");
        Cache<String> cache = words(face, 1);

        assertThat(cache.get("a")).isEqualTo("loaded");
        assertThat(words(face, 2).getIfPresent("a")).isEqualTo("newer");
        assertUnreadable(cache, 1);

        tiers.time.advance(Duration.ofMinutes(6));
        assertThat(cache.get("a")).isEqualTo("loaded");
        assertThat(cache.getIfPresent("a")).isEqualTo("loaded");
    }

    /** A put is a change, which newer nodes must not miss. */
    @EachFace
    void aPutReplacesANewerSchema(Face face) {
        words(face, 2).put("a", "newer");

        words(face, 1).put("a", "changed");

        assertThat(words(face, 1).getIfPresent("a")).isEqualTo("changed");
        assertThat(words(face, 2).get("a")).isEqualTo("loaded");
    }

    /** A1. */
    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> tiers.words(Shape.STORE).schemaVersion(65_536))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("schemaVersion must be from 0 to 65535: 65536");
        assertThatThrownBy(() -> tiers.words(Shape.STORE).schemaVersion(1, null))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> tiers.words(Shape.NEAR)
                        .schemaVersion(1, (from, bytes) -> "x")
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("schemaVersion");
        assertThatThrownBy(() -> tiers.words(Shape.NEAR)
                        .compression(Compression.deflate())
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("compression");
    }

    private Cache<String> words(Face face, int schema) {
        return face.of(tiers.words(Shape.STORE)
                .schemaVersion(schema)
                .observer(observer)
                .loader(key -> "loaded")
                .build());
    }

    private Cache<User> users(Face face, SchemaUpgrade<User> upgrade) {
        return face.of(sealed(tiers.of(JsonCodec.of(User.class), Shape.STORE))
                .schemaVersion(2, upgrade)
                .loader(key -> {
                    loads.incrementAndGet();
                    return new User("loaded", "anew");
                })
                .build());
    }

    private static <T> CacheBuilder<T> sealed(CacheBuilder<T> builder) {
        return builder.encryption(Encryption.aes("k", new byte[32]));
    }

    private void assertUnreadable(Cache<?> cache, int times) {
        assertThat(cache.stats().unreadable()).isEqualTo(times);
        assertThat(observer.events(RecordingObserver.Unreadable.class))
                .allSatisfy(event -> assertThat(event.reason()).isEqualTo("schema"));
    }
}
