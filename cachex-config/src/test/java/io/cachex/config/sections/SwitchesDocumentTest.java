package io.cachex.config.sections;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.DeadLetter;
import io.cachex.LetterFilter;
import io.cachex.Writer;
import io.cachex.config.Profiles;
import io.cachex.resilience.BloomGuard;
import io.cachex.resilience.profile.CacheParts;
import io.cachex.resilience.profile.KnownKeys;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M1: the switches of both documents: dead letters, the Bloom filter, the bus; each as it is, and the other way round. */
class SwitchesDocumentTest {

    @AutoClose
    private final Scene scene = new Scene();

    private final AtomicInteger loads = new AtomicInteger();

    private static final Writer<String> REFUSING = new Writer<>() {
        @Override
        public void write(String key, String value) {
            throw new IllegalArgumentException("no such row");
        }
    };

    private static List<DeadLetter<String>> letters(Cache<String> cache) {
        return cache.deadLetters().list(LetterFilter.all(), 0, 10);
    }

    private String load(String key) {
        loads.incrementAndGet();
        return key.startsWith("known") ? key : null;
    }

    /** M1, E4: a write that is given up is kept. */
    @ParameterizedTest
    @CsvSource({"production, true", "development, false"})
    void deadLettersAreKept(String document, boolean said) {
        String text = Scene.document(document, "enable_dead_letter_queue: " + said, "enable_dead_letter_queue: true");
        Cache<String> cache = scene.cache(text, options -> options.writer(REFUSING));

        cache.put("a", "1");

        Scene.until(() -> letters(cache).size() == 1);
        assertThat(letters(cache).get(0).key()).isEqualTo("a");
        assertThat(cache.describe()).contains("writeBehind(memory)");
    }

    /** M1, E4: it is not: without a queue the caller hears of it, with one it is dropped and counted. */
    @ParameterizedTest
    @CsvSource({"production, true", "development, false"})
    void deadLettersAreNotKept(String document, boolean said) {
        String off = Scene.document(document, "enable_dead_letter_queue: " + said, "enable_dead_letter_queue: false");
        Cache<String> plain = scene.cache(off, options -> options.writer(REFUSING));
        assertThat(plain.describe()).doesNotContain("writeBehind");
        assertThatThrownBy(() -> plain.put("a", "1")).hasRootCauseMessage("no such row");

        Cache<String> queued = scene.cache(
                off.replace("  enable_bloom_filter", "  write_behind: {workers: 3}\n  enable_bloom_filter"),
                options -> options.writer(REFUSING));
        queued.put("a", "1");

        Scene.until(() -> queued.writeBehindStats().dropped() == 1);
        assertThat(letters(queued)).isEmpty();
    }

    /** Nothing that is said is ignored. */
    @Test
    void aBoundOnLettersThatAreNotKeptIsRefused() {
        assertThatThrownBy(() -> scene.cache(
                        "cache: {enable_dead_letter_queue: false, write_behind: {dead_letters: 9}}",
                        options -> options))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "enableDeadLetterQueue must be true where writeBehind says something of dead letters");
    }

    /** M1, H1: a key that cannot exist is answered without a load. */
    @ParameterizedTest
    @CsvSource({"production, true", "development, false"})
    void theBloomFilterGuards(String document, boolean said) {
        String text = Scene.document(document, "enable_bloom_filter: " + said, "enable_bloom_filter: true");
        Profiles profiles = scene.open(text, builder -> builder.part(KnownKeys.class, this::keysOf));
        Cache<String> cache = scene.cache(profiles, options -> options.loader(this::load));
        BloomGuard guard = profiles.find(CacheParts.class)
                .orElseThrow()
                .bloomGuard("users")
                .orElseThrow();
        Scene.until(() -> guard.stats().isGuarding());

        assertThat(cache.get("unknown")).isNull();
        assertThat(cache.get("known7")).isEqualTo("known7");

        assertThat(loads).hasValue(1);
        assertThat(cache.describe()).contains("bloom(10000, 0.01)");
    }

    private Stream<String> keysOf(String cache) {
        assertThat(cache).isEqualTo("users");
        return Stream.of("known7", "known8");
    }

    @ParameterizedTest
    @CsvSource({"production, true", "development, false"})
    void withoutTheBloomFilterEveryMissIsLoaded(String document, boolean said) {
        String text = Scene.document(document, "enable_bloom_filter: " + said, "enable_bloom_filter: false");
        Profiles profiles = scene.open(text, builder -> builder.part(KnownKeys.class, this::keysOf));
        Cache<String> cache = scene.cache(profiles, options -> options.loader(this::load));

        assertThat(cache.get("unknown")).isNull();

        assertThat(loads).hasValue(1);
        assertThat(profiles.find(CacheParts.class).orElseThrow().bloomGuard("users"))
                .isEmpty();
    }

    /** H3: without known keys it says "maybe" until the program warms it up. */
    @Test
    void aGuardIsWarmedUpByTheProgram() {
        Profiles profiles = scene.open("cache: {bloom_filter: {expected_insertions: 77, false_positive_rate: 0.5}}");
        Cache<String> cache = scene.cache(profiles, options -> options.loader(this::load));
        cache.get("unknown");
        assertThat(loads).hasValue(1);

        BloomGuard guard = profiles.find(CacheParts.class)
                .orElseThrow()
                .bloomGuard("users")
                .orElseThrow();
        assertThat(guard.warmUp(Stream.empty())).isTrue();
        cache.get("unknown too");

        assertThat(loads).hasValue(1);
        assertThat(guard).hasToString("bloom(77, 0.5)");
    }

    /** M1, G1: another cache of the process hears. */
    @ParameterizedTest
    @CsvSource({"production, true", "development, false"})
    void othersHear(String document, boolean said) {
        Profiles profiles = scene.open(Scene.document(document, "enabled: " + said, "enabled: true"));
        Cache<String> one = scene.cache(profiles, options -> options.loader(this::load));
        Cache<String> other = scene.cache(profiles, options -> options.loader(this::load));
        other.get("known1");

        one.invalidate("known1");

        assertThat(other.getIfPresent("known1")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"production, true", "development, false"})
    void othersDoNotHear(String document, boolean said) {
        Profiles profiles = scene.open(Scene.document(document, "enabled: " + said, "enabled: false"));
        Cache<String> one = scene.cache(profiles, options -> options.loader(this::load));
        Cache<String> other = scene.cache(profiles, options -> options.loader(this::load));
        other.get("known1");

        one.invalidate("known1");

        assertThat(other.getIfPresent("known1")).isEqualTo("known1");
    }

    /** M1: one cache more than may listen is refused, and so is one handler more. */
    @ParameterizedTest
    @ValueSource(ints = {50, 3})
    void oneSubscriberTooManyIsRefused(int most) {
        Profiles profiles = scene.open(Scene.document("production", "max_subscribers: 50", "max_subscribers: " + most));
        List<Cache<String>> caches = new CopyOnWriteArrayList<>();
        for (int i = 0; i < most; i++) {
            caches.add(scene.cache(profiles, options -> options));
        }

        assertThatThrownBy(() -> scene.cache(profiles, options -> options))
                .isInstanceOf(ConfigurationException.class)
                .rootCause()
                .hasMessageContaining("at most " + most + " subscribers");

        Cache<String> first = caches.get(0);
        for (int i = 0; i < most; i++) {
            first.onInvalidation(message -> {});
        }
        assertThatThrownBy(() -> first.onInvalidation(message -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has " + most + " handlers");
    }

    /** M1: a writer of the builder makes the writes, in the background, and in order. */
    @Test
    void theBuildersWriterWritesBehind() {
        List<String> rows = new CopyOnWriteArrayList<>();
        Cache<String> cache = scene.cache(
                Scene.document("production"), options -> options.writer((key, value) -> rows.add(key + "=" + value)));

        cache.put("a", "1");
        cache.writeBehind("b", "2", ofMinutes(1));

        Scene.until(() -> rows.size() == 2);
        assertThat(rows).containsExactlyInAnyOrder("a=1", "b=2");
    }
}
