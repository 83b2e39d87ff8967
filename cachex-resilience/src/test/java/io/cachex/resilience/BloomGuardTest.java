package io.cachex.resilience;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.Near;
import io.cachex.WriteOrder;
import io.cachex.local.LocalBus;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H1 to H4: a cache behind a Bloom guard. */
class BloomGuardTest {

    private static final int KNOWN = 10_000;

    private final Map<String, String> origin = new ConcurrentHashMap<>();
    private final AtomicInteger loads = new AtomicInteger();
    private final FakeTime time = new FakeTime();

    @TempDir
    private Path directory;

    private Cache<String> cache(BloomGuard guard) {
        return Cache.builder("users", String.class)
                .timeSource(time)
                .near(Near.maximumSize(100)) // most of what is known has to be asked for
                .loader(key -> {
                    loads.incrementAndGet();
                    return origin.get(key);
                })
                .writer(origin::put)
                .missGuard(guard)
                .build();
    }

    private static Stream<String> known() {
        return IntStream.range(0, KNOWN).mapToObj(i -> "user:" + i);
    }

    private void fill() {
        known().forEach(key -> origin.put(key, "v"));
    }

    private long falseAbsences(Cache<String> cache) {
        return known().filter(key -> cache.get(key) == null).count();
    }

    /** H2: 10,000 known keys, 0 false absences; 100,000 unknown ones, at most 1.5 % loads. */
    @Test
    void letsNoKnownKeyDownAndFewUnknownOnesPass() {
        fill();
        BloomGuard guard = BloomGuard.standard();
        try (Cache<String> cache = cache(guard)) {
            assertThat(guard.warmUp(known())).isTrue();

            assertThat(falseAbsences(cache)).isZero();
            int before = loads.get();
            for (int i = 0; i < 100_000; i++) {
                assertThat(cache.get("unknown:" + i)).isNull();
            }

            int passed = loads.get() - before;
            System.out.println("of 100,000 unknown keys " + passed + " were loaded; " + guard.stats());
            assertThat(passed).isLessThanOrEqualTo(1_500);
            assertThat(guard.stats().falsePositives()).isEqualTo(passed);
            assertThat(guard.stats().denied()).isEqualTo(100_000 - passed);
            assertThat(guard.stats().observedRate()).isLessThan(0.015);
        }
    }

    /** H1, H2: 0 false absences of keys that were put, and of keys that were loaded. */
    @Test
    void knowsWhatWasPutAndLoaded() {
        BloomGuard guard = BloomGuard.standard();
        try (Cache<String> cache = cache(guard)) {
            guard.warmUp(Stream.of());
            known().limit(KNOWN / 2).forEach(key -> cache.put(key, "v"));
            known().skip(KNOWN / 2).forEach(key -> origin.put(key, "foreign")); // rows of somebody else
            assertThat(cache.get("user:9999")).as("a row that nobody told of").isNull();
            known().skip(KNOWN / 2).forEach(cache::refresh); // a load passes the guard by

            assertThat(falseAbsences(cache)).isZero();
        }
    }

    /** H3: a filter that is not warmed says "maybe", and learns from loads. */
    @Test
    void saysMaybeUntilItIsWarmedUp() {
        BloomGuard guard = BloomGuard.standard();
        try (Cache<String> cache = cache(guard)) {
            fill();
            cache.put("other", "v");

            assertThat(falseAbsences(cache)).isZero();
            assertThat(cache.get("unknown")).isNull();

            assertThat(guard.stats().isGuarding()).isFalse();
            assertThat(guard.stats().falsePositives())
                    .as("of a guard that does not guard")
                    .isZero();
            assertThat(guard.stats().items()).isBetween(9_800L, 10_200L);
        }
    }

    /** H3, FT45: after a doubt it says "maybe" until it has been made anew, which a source does by itself. */
    @Test
    void isBypassedAfterADoubtUntilItIsMadeAnew() {
        BloomGuard byHand = BloomGuard.standard();
        byHand.warmUp(Stream.of("a"));
        assertThat(byHand.mightExist("b")).isFalse();

        byHand.onDoubt("gap 1..2");
        assertThat(byHand.mightExist("b")).isTrue();
        byHand.rebuild(Stream.of("a"));
        assertThat(byHand.mightExist("b")).isFalse();
        assertThat(byHand.mightExist("a")).isTrue();

        origin.put("a", "v");
        BloomGuard guard =
                BloomGuard.builder().source(() -> origin.keySet().stream()).build();
        try (Cache<String> cache = cache(guard)) {
            soon(() -> guard.stats().isGuarding());
            origin.put("b", "v");
            guard.onDoubt("gap 1..2");
            soon(() -> guard.stats().isGuarding());
            assertThat(cache.get("b")).isEqualTo("v");
            assertThat(guard.mightExist("c")).isFalse();
        }
    }

    /** H3: a doubt while it is warmed up counts. */
    @Test
    void aDoubtDuringAWarmUpLeavesItBypassed() {
        BloomGuard guard = BloomGuard.standard();

        assertThat(guard.warmUp(Stream.of("a").peek(key -> guard.onDoubt("connected"))))
                .isFalse();
        assertThat(guard.rebuild(Stream.of("a").peek(key -> guard.onDoubt("connected"))))
                .isFalse();

        assertThat(guard.mightExist("b")).isTrue();
    }

    /** H3: the schedule drops what was deleted. */
    @Test
    void theScheduleMakesItAnew() {
        fill();
        BloomGuard guard = BloomGuard.builder()
                .source(() -> origin.keySet().stream())
                .rebuildEvery(Duration.ofMinutes(10))
                .build();
        try (Cache<String> cache = cache(guard)) {
            soon(() -> guard.stats().isGuarding());
            origin.keySet().removeIf(key -> !key.endsWith("7"));

            time.advance(Duration.ofMinutes(10));
            soon(() -> guard.stats().rebuilds() >= 2);

            assertThat(guard.stats().items()).isBetween(950L, 1_050L);
            assertThat(cache.get("user:7")).isEqualTo("v");
        }
    }

    /** H3: a source that fails leaves the guard as it is, and is asked again. */
    @Test
    void aSourceThatFailsIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        BloomGuard guard = BloomGuard.builder()
                .source(() -> {
                    if (asked.incrementAndGet() < 3) {
                        throw new IllegalStateException("down");
                    }
                    return Stream.of("a");
                })
                .build();
        try (Cache<String> cache = cache(guard)) {
            soon(() -> {
                time.advance(ofSeconds(1));
                return guard.stats().isGuarding();
            });
            assertThat(cache.get("b")).isNull();
            assertThat(asked).hasValue(3);
        }
    }

    /** H3: saved when the cache is closed, restored when it is built, and taken: a killed process finds nothing. */
    @Test
    void survivesARestart() {
        Path file = directory.resolve("guard");
        fill();
        BloomGuard first = BloomGuard.builder().file(file).build();
        try (Cache<String> cache = cache(first)) {
            first.warmUp(known());
            cache.put("late", "v");
        }
        assertThat(file).exists();

        BloomGuard second = BloomGuard.builder().file(file).build();
        try (Cache<String> cache = cache(second)) {
            assertThat(second.stats().isGuarding()).isTrue();
            assertThat(file).doesNotExist();
            assertThat(falseAbsences(cache)).isZero();
            assertThat(cache.get("late")).isEqualTo("v");
            assertThat(Unknown.isDeniedBy(second)).isTrue();
        }
    }

    /** H3: after a power failure a file that was deleted may be there again: it is of no use any more. */
    @Test
    void aFileThatComesBackIsNotUsed() throws IOException {
        Path file = directory.resolve("guard");
        Path back = directory.resolve("back");
        BloomGuard first =
                BloomGuard.builder().expectedInsertions(100).file(file).build();
        try (Cache<String> cache = cache(first)) {
            first.warmUp(Stream.of("a"));
        }
        Files.createLink(back, file);
        Path copy = Files.copy(file, directory.resolve("copy"));

        BloomGuard second =
                BloomGuard.builder().expectedInsertions(100).file(file).build();
        try (Cache<String> cache = cache(second)) {
            assertThat(second.stats().isGuarding()).isTrue();
            cache.put("added since", "v");
            assertThat(restored(back)).isFalse();
            assertThat(restored(copy)).as("as it was before").isTrue();
        }
    }

    /** H3: a damaged file is a warning, not a failed start; cut at every tenth, or with any byte changed. */
    @Test
    void aDamagedFileIsNotUsed() throws IOException {
        Path file = directory.resolve("guard");
        try (Cache<String> cache =
                cache(BloomGuard.builder().expectedInsertions(100).file(file).build())) {
            assertThat(cache.describe()).contains("bloom(100, 0.01)");
        }
        assertThat(file).as("not warmed up, so not saved").doesNotExist();
        BloomGuard guard =
                BloomGuard.builder().expectedInsertions(100).file(file).build();
        try (Cache<String> cache = cache(guard)) {
            guard.warmUp(Stream.of("a"));
            assertThat(cache.get("b")).isNull();
        }
        byte[] saved = Files.readAllBytes(file);

        for (int tenth = 0; tenth < 10; tenth++) {
            Files.write(file, Arrays.copyOf(saved, saved.length * tenth / 10));
            assertThat(restored(file)).as("cut at %d tenths", tenth).isFalse();
        }
        for (int i = 0; i < saved.length; i += i < 40 ? 1 : 7) {
            byte[] changed = saved.clone();
            changed[i] ^= 0x10;
            Files.write(file, changed);
            assertThat(restored(file)).as("byte %d changed", i).isFalse();
        }
        Files.write(file, saved);
        assertThat(restored(file)).isTrue();
        Files.write(file, saved);
        BloomGuard larger =
                BloomGuard.builder().expectedInsertions(200).file(file).build();
        try (Cache<String> cache = cache(larger)) {
            assertThat(larger.stats().isGuarding()).as("of another size").isFalse();
            assertThat(cache.get("a")).isNull();
        }
    }

    private boolean restored(Path file) {
        BloomGuard guard =
                BloomGuard.builder().expectedInsertions(100).file(file).build();
        try (Cache<String> cache = cache(guard)) {
            boolean is = guard.stats().isGuarding();
            guard.onDoubt("do not save it again");
            cache.get("a");
            return is;
        }
    }

    /** H3, FT45: with a bus other nodes add keys while this one is away: its file does not count. */
    @Test
    void aFileIsNotTrustedWhereOthersAddKeys() {
        Path file = directory.resolve("guard");
        BloomGuard first = BloomGuard.builder().file(file).build();
        try (Cache<String> cache = cache(first)) {
            first.warmUp(Stream.of("a"));
            cache.get("a");
        }
        BloomGuard second = BloomGuard.builder().file(file).build();
        try (LocalBus bus = LocalBus.create();
                Cache<String> cache = Cache.builder("users", String.class)
                        .invalidation(bus)
                        .missGuard(second)
                        .build()) {
            assertThat(cache.describe()).isNotEmpty();
            assertThat(second.stats().isGuarding()).isFalse();
        }
    }

    /** H4, TH22: too many keys: warned about once, and bypassed when more than half of the bits are set. */
    @Test
    void isBypassedWhenItIsFull() {
        BloomGuard guard = BloomGuard.expecting(1_000, 0.01);
        try (Logs logs = Logs.of(BloomGuard.class)) {
            guard.warmUp(IntStream.range(0, 1_000).mapToObj(i -> "a" + i));
            assertThat(guard.stats().isGuarding()).isTrue();
            assertThat(guard.stats().fill()).isLessThan(0.5);
            assertThat(Unknown.isDeniedBy(guard)).isTrue();

            IntStream.range(0, 1_000).forEach(i -> guard.add("b" + i));

            assertThat(guard.stats().isSaturated()).isTrue();
            assertThat(guard.stats().isBypassed()).isTrue();
            assertThat(guard.stats().isGuarding()).isFalse();
            assertThat(guard.mightExist("unknown")).isTrue();
            assertThat(logs.lines()).hasSize(1).allMatch(line -> line.contains("more than it was made for"));
        }
    }

    /** TH22: a tenant that adds more than it may is guarded no more; the others are. */
    @Test
    void aTenantFillsNobodyElsesGuard() {
        BloomGuard guard = BloomGuard.builder()
                .expectedInsertions(1_000)
                .quota(100, key -> key.substring(0, 1))
                .build();
        guard.warmUp(IntStream.range(0, 500).mapToObj(i -> "a" + i));

        IntStream.range(0, 100_000).forEach(i -> guard.add("x" + i));
        guard.add("b1");

        assertThat(guard.stats().unguardedTenants()).isOne();
        assertThat(guard.stats().isBypassed()).isFalse();
        assertThat(IntStream.range(0, 100_000)).allMatch(i -> guard.mightExist("x" + i));
        assertThat(IntStream.range(0, 500)).allMatch(i -> guard.mightExist("a" + i));
        assertThat(guard.mightExist("b1")).isTrue();
        assertThat(Unknown.isDeniedBy(guard)).isTrue();
        guard.rebuild(IntStream.range(0, 500).mapToObj(i -> "x" + i));
        assertThat(guard.mightExist("xx")).as("it begins anew").isFalse();
    }

    /** H2, H4: the presets, and options that cannot work. */
    @Test
    void hasPresetsAndRules() {
        assertThat(List.of(BloomGuard.standard(), BloomGuard.precise(), BloomGuard.small()))
                .map(Object::toString)
                .containsExactly("bloom(10000, 0.01)", "bloom(50000, 0.001)", "bloom(1000, 0.05)");
        assertThat(BloomGuard.precise().stats().capacity()).isEqualTo(50_000);
        refused("expectedInsertions", () -> BloomGuard.expecting(0, 0.01));
        refused("expectedInsertions", () -> BloomGuard.expecting(100_000_001, 0.01));
        refused("falsePositiveRate", () -> BloomGuard.expecting(10, 0));
        refused("falsePositiveRate", () -> BloomGuard.expecting(10, Double.NaN));
        refused(
                "rebuildEvery",
                () -> BloomGuard.builder().rebuildEvery(ofSeconds(1)).build());
        refused("rebuildEvery", () -> BloomGuard.builder().rebuildEvery(Duration.ofMillis(1)));
        refused("quota", () -> BloomGuard.builder().quota(0, key -> key));
        refused("file", () -> BloomGuard.builder().file(null));
        refused("source", () -> BloomGuard.builder().source(null));
        refused("sharedBits", () -> BloomGuard.builder().sharedBits(null));
    }

    private static void refused(String option, Runnable use) {
        assertThatThrownBy(use::run).isInstanceOf(ConfigurationException.class).hasMessageContaining(option);
    }

    /** H2, H3: a store that forgets at once, and writes in the background: still no key is let down. */
    @Test
    void knowsWhatIsWrittenBehind() {
        Set<String> written = ConcurrentHashMap.newKeySet();
        BloomGuard guard = BloomGuard.standard();
        try (Cache<String> cache = Cache.builder("users", String.class)
                .store(MemoryStore.of(1 << 12))
                .near(Near.off())
                .loader(key -> written.contains(key) ? "v" : null)
                .writeBehind(WriteBehind.to((String key, String value) -> written.add(key)))
                .missGuard(guard)
                .build()) {
            guard.warmUp(Stream.of());
            IntStream.range(0, 200).forEach(i -> cache.writeBehind("k" + i, "v"));
            guard.rebuild(written::stream); // the origin has some of them, perhaps
            soon(() -> written.size() == 200);

            soon(() -> IntStream.range(0, 200).allMatch(i -> guard.mightExist("k" + i)));
            assertThat(IntStream.range(0, 200)).allMatch(i -> cache.get("k" + i) != null);
        }
    }

    /** H3: made anew between the write's acceptance and its arrival, from an origin that does not have it yet. */
    @Test
    void knowsWhatArrivesAfterItWasMadeAnew() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        BloomGuard guard = BloomGuard.standard();
        try (Cache<String> cache = Cache.builder("users", String.class)
                .store(MemoryStore.of(1 << 12))
                .near(Near.off())
                .loader(origin::get)
                .writeBehind(WriteBehind.to((String key, String value) -> {
                    writing.countDown();
                    goOn.await();
                    origin.put(key, value);
                }))
                .missGuard(guard)
                .build()) {
            guard.warmUp(Stream.of());
            cache.writeBehind("k", "v");
            writing.await();
            guard.rebuild(() -> origin.keySet().stream());
            assertThat(guard.mightExist("k")).as("nobody has told it").isFalse();

            goOn.countDown();

            soon(() -> guard.mightExist("k"));
            soon(() -> cache.writeBehindStats().waiting() == 0);
            assertThat(cache.get("k")).isEqualTo("v");
        }
    }

    /** H3: made anew while the store has a key already, and the origin does not have it yet. */
    @Test
    void knowsWhatTheStoreHasFirst() {
        BloomGuard guard = BloomGuard.standard();
        try (Cache<String> cache = Cache.builder("users", String.class)
                .store(MemoryStore.of(1 << 12))
                .loader(origin::get)
                .writer((key, value) -> {
                    guard.rebuild(() -> origin.keySet().stream());
                    origin.put(key, value);
                })
                .writeOrder(WriteOrder.STORE_FIRST)
                .missGuard(guard)
                .build()) {
            guard.warmUp(Stream.of());
            cache.put("put", "v");
            assertThat(guard.mightExist("put")).isTrue();
            cache.putIfAbsent("put if absent", "v");

            assertThat(guard.stats().rebuilds()).isEqualTo(2);
            assertThat(guard.mightExist("put if absent")).isTrue();
        }
    }

    private static void soon(Callable<Boolean> done) {
        Awaitility.await()
                .atMost(ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(done);
    }
}
