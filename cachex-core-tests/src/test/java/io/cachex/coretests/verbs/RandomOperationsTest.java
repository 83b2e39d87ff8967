package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.Lookup;
import io.cachex.PutOptions;
import io.cachex.coretests.Face;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A cache beside the simplest thing that could be right: a map whose values have deadlines and tags. */
class RandomOperationsTest {

    private static final int STEPS = 10_000;
    private static final Duration TTL = Duration.ofSeconds(60);

    /** The clock may run ahead of itself by so many stamps; no step comes as close as this to a deadline. */
    private static final long MARGIN = 100_000;

    /** A3, A4, A7, B3, G6: whatever is done, the cache answers as the map. */
    @EachShape
    void theCacheAnswersAsAMapWithDeadlines(Face face, Shape shape) {
        for (long seed : new long[] {1, 20_260_731, 0xCAC4E}) {
            new Run(face, shape, seed).go();
        }
    }

    private record Value(String text, long freshUntil, Set<String> tags) {}

    private static final class Run {

        private final Tiers tiers = new Tiers();
        private final Map<String, Value> model = new HashMap<>();
        private final List<String> log = new ArrayList<>();
        private final Random random;
        private final Cache<String> cache;
        private final String title;
        private int number;

        Run(Face face, Shape shape, long seed) {
            this.random = new Random(seed);
            this.cache = face.of(
                    tiers.words(shape).ttl(TTL).staleIfError(Duration.ZERO).build());
            this.title = face + ", " + shape + ", seed " + seed;
        }

        void go() {
            for (int step = 0; step < STEPS; step++) {
                try {
                    step();
                } catch (Throwable e) {
                    List<String> last = log.subList(Math.max(log.size() - 15, 0), log.size());
                    throw new AssertionError(title + ", step " + step + ": " + last, e);
                }
            }
            cache.close();
        }

        private void step() {
            String key = "k" + random.nextInt(12);
            String tag = "t" + random.nextInt(3);
            String text = "v" + number++;
            int verb = random.nextInt(16);
            log.add(verb + " " + key + " " + tag + " " + text);
            switch (verb) {
                case 0, 1 -> put(key, text, TTL, Set.of());
                case 2 -> put(key, text, Duration.ofSeconds(1 + random.nextInt(100)), Set.of(tag));
                case 3 -> putIfAbsent(key, text);
                case 4 -> replace(key, text);
                case 5 -> {
                    cache.invalidate(key);
                    model.remove(key);
                }
                case 6 -> {
                    cache.invalidateAll(List.of(key, "k0"));
                    model.remove(key);
                    model.remove("k0");
                }
                case 7 -> {
                    cache.invalidateTag(tag);
                    model.values().removeIf(value -> value.tags.contains(tag));
                }
                case 8 -> expire(key);
                case 9 -> load(key, text);
                case 10 -> assertThat(cache.ttl(key).isPresent()).isEqualTo(fresh(key) != null);
                case 11 -> assertThat(cache.exists(key)).isEqualTo(fresh(key) != null);
                case 12 ->
                    assertThat(cache.getAllPresent(List.of("k1", "k2", "k3", key)))
                            .isEqualTo(expected(List.of("k1", "k2", "k3", key)));
                case 13 -> advance();
                case 14 -> clearSometimes();
                default -> {
                    Lookup<String> found = cache.find(key);
                    assertThat(found.isStale() ? null : found.value()).isEqualTo(text(key));
                }
            }
            assertThat(cache.getIfPresent(key)).isEqualTo(text(key));
        }

        private void put(String key, String text, Duration ttl, Set<String> tags) {
            cache.put(key, text, PutOptions.defaults().ttl(ttl).tags(tags.toArray(String[]::new)));
            model.put(key, new Value(text, now() + ttl.toNanos(), tags));
        }

        private void putIfAbsent(String key, String text) {
            boolean absent = fresh(key) == null;
            assertThat(cache.putIfAbsent(key, text)).isEqualTo(absent);
            if (absent) {
                model.put(key, new Value(text, now() + TTL.toNanos(), Set.of()));
            }
        }

        private void replace(String key, String text) {
            Lookup<String> found = cache.find(key);
            boolean there = found.isPresent(); // also what was expired and is a fallback
            assertThat(cache.replace(key, there ? found.version() : 1, text)).isEqualTo(there);
            assertThat(cache.replace(key, 1L << 53, text)).isFalse();
            if (there) {
                model.put(key, new Value(text, now() + TTL.toNanos(), Set.of()));
            }
        }

        private void expire(String key) {
            assertThat(cache.expire(key)).isEqualTo(fresh(key) != null);
            model.remove(key);
        }

        private void load(String key, String text) {
            String there = text(key);
            assertThat(cache.get(key, k -> text)).isEqualTo(there == null ? text : there);
            if (there == null) {
                model.put(key, new Value(text, now() + TTL.toNanos(), Set.of()));
            }
        }

        private void advance() {
            tiers.time.advance(Duration.ofMillis(random.nextInt(20_000)));
            boolean close = model.values().stream().anyMatch(value -> Math.abs(value.freshUntil - now()) < MARGIN);
            if (close) {
                tiers.time.advance(Duration.ofNanos(2 * MARGIN));
            }
        }

        private void clearSometimes() {
            if (random.nextInt(10) == 0) {
                cache.clear();
                model.clear();
            }
        }

        private @Nullable Value fresh(String key) {
            Value value = model.get(key);
            return value == null || value.freshUntil - now() <= 0 ? null : value;
        }

        private @Nullable String text(String key) {
            Value value = fresh(key);
            return value == null ? null : value.text;
        }

        private Map<String, String> expected(List<String> keys) {
            Map<String, String> values = new HashMap<>();
            keys.stream().filter(key -> text(key) != null).forEach(key -> values.put(key, text(key)));
            return values;
        }

        private long now() {
            return tiers.time.nanos();
        }
    }
}
