package io.cachex.coretests.snapshot;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheClosedException;
import io.cachex.LoadException;
import io.cachex.Loader;
import io.cachex.Lookup;
import io.cachex.Near;
import io.cachex.PutOptions;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.coretests.nodes.ScriptedBus;
import io.cachex.local.LocalBus;
import io.cachex.spi.SnapshotPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I4: a snapshot is loaded in the background, and never undoes what has happened meanwhile. */
class RestoringTest {

    @TempDir
    private Path directory;

    private Runs runs;

    @BeforeEach
    void anEarlierRun() {
        runs = new Runs(directory);
        try (Cache<String> before = runs.cache()) {
            before.get("a");
            before.put("b", "tagged", PutOptions.defaults().tags("tenant:7"));
        }
        runs.restartAfter(ofSeconds(10));
        runs.origin = "new origin";
    }

    private void whileItIsLoaded(Consumer<Cache<String>> before, Consumer<Cache<String>> after) {
        whileItIsLoaded(options -> options, before, after);
    }

    private void whileItIsLoaded(
            UnaryOperator<CacheBuilder<String>> options,
            Consumer<Cache<String>> before,
            Consumer<Cache<String>> after) {
        HeldPlace place = new HeldPlace(runs.place());
        try (Cache<String> cache =
                runs.withoutRestoring(builder -> options.apply(builder).snapshot(place))) {
            place.opened.await();
            before.accept(cache);
            assertThat(cache.restored()).isNotDone();
            place.letRead.countDown();
            cache.restored().join();
            after.accept(cache);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The cache serves before it is loaded. */
    @EachFace
    void readersDoNotWaitForIt(Face face) {
        whileItIsLoaded(
                cache -> assertThat(face.of(cache).get("a")).isEqualTo("a of new origin 2"),
                cache -> assertThat(face.of(cache).get("a")).isEqualTo("a of new origin 2"));
    }

    @EachFace
    void whatWasPutMeanwhileStays(Face face) {
        whileItIsLoaded(
                cache -> face.of(cache).put("a", "put"),
                cache -> assertThat(face.of(cache).get("a")).isEqualTo("put"));
    }

    /** A2: no value from before an invalidation comes back. */
    @EachFace
    void whatWasInvalidatedMeanwhileDoesNotComeBack(Face face) {
        whileItIsLoaded(
                cache -> face.of(cache).invalidate("a"),
                cache -> assertThat(face.of(cache).getIfPresent("a")).isNull());
    }

    @EachFace
    void whatWasClearedMeanwhileDoesNotComeBack(Face face) {
        whileItIsLoaded(cache -> face.of(cache).clear(), cache -> {
            assertThat(face.of(cache).getIfPresent("a")).isNull();
            assertThat(face.of(cache).getIfPresent("b")).isNull();
        });
    }

    /** A2: not for a moment: the one record is landed again and again, while somebody looks. */
    @Test
    void whatWasInvalidatedMeanwhileIsSeenByNobody() throws InterruptedException {
        HeldPlace place = new HeldPlace(runs.place());
        place.repeats = 20_000;
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger seen = new AtomicInteger();
        try (Cache<String> cache = runs.withoutRestoring(options -> options.snapshot(place))) {
            place.opened.await();
            cache.invalidate("a");
            cache.invalidate("b");
            Thread reader = new Thread(() -> {
                while (!isOver.get()) {
                    if (cache.getIfPresent("a") != null || cache.getIfPresent("b") != null) {
                        seen.incrementAndGet();
                    }
                }
            });
            reader.start();
            place.letRead.countDown();
            cache.restored().join();
            isOver.set(true);
            reader.join();
        }

        assertThat(seen).hasValue(0);
    }

    /** A2: (1) it is looked whether a key was changed; (2) a clear notes all, and its sweep passes the key; (3) the key lands. */
    @Test
    void whatIsClearedWhileItLandsDoesNotStay() {
        AtomicReference<Runnable> clear = new AtomicReference<>(() -> {});
        whileItIsLoaded(
                options -> options.near(Near.maximumWeight(1_000, (String key, String value) -> {
                    if (key.equals("a")) {
                        clear.getAndSet(() -> {}).run();
                    }
                    return 1;
                })),
                cache -> clear.set(() -> {
                    Thread clearing = new Thread(cache::clear);
                    clearing.start();
                    try {
                        clearing.join(ofSeconds(20).toMillis());
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }),
                cache -> {
                    assertThat(cache.getIfPresent("a")).isNull();
                    assertThat(cache.getIfPresent("b")).isNull();
                });
    }

    @EachFace
    void whatWasInvalidatedByItsTagMeanwhileDoesNotComeBack(Face face) {
        whileItIsLoaded(cache -> face.of(cache).invalidateTag("tenant:7"), cache -> {
            assertThat(face.of(cache).getIfPresent("a")).isEqualTo("a of origin 1");
            assertThat(face.of(cache).getIfPresent("b")).isNull();
        });
    }

    /** The origin has said that there is none, and absence is not kept: an older value is not either. */
    @EachFace
    void whatTheOriginDoesNotHaveAnyMoreDoesNotComeBack(Face face) {
        whileItIsLoaded(
                cache -> assertThat(face.of(cache).get("a", (Loader<String>) key -> null))
                        .isNull(),
                cache -> assertThat(face.of(cache).getIfPresent("a")).isNull());
    }

    /** A read that found nothing, and a load that failed, know nothing better. */
    @EachFace
    void aReadThatFoundNothingDoesNotKeepItOut(Face face) {
        runs.isOriginDown = true;
        whileItIsLoaded(
                cache -> {
                    assertThat(face.of(cache).getIfPresent("a")).isNull();
                    assertThatThrownBy(() -> face.of(cache).get("a")).isInstanceOf(LoadException.class);
                },
                cache -> assertThat(face.of(cache).get("a")).isEqualTo("a of origin 1"));
    }

    /** Where other nodes change keys, messages were missed: nothing is fresh, but it stands in for an origin that is down. */
    @EachFace
    void withABusItOnlyStandsIn(Face face) {
        LocalBus bus = LocalBus.create();
        UnaryOperator<CacheBuilder<String>> onBus = options -> options.invalidation(bus);
        try (Cache<String> cache = runs.cache(onBus)) {
            assertThat(cache.restored()).isCompletedWithValue(2);
            assertThat(face.of(cache).getIfPresent("a")).isNull();

            runs.isOriginDown = true;
            Lookup<String> found = face.of(cache).find("a");
            assertThat(found.value()).isEqualTo("a of origin 1");
            assertThat(found.staleReason()).isEqualTo(Lookup.StaleReason.LOAD_FAILED);

            runs.isOriginDown = false;
            runs.time.advance(ofMinutes(1)); // past the back-off of the failure
            assertThat(face.of(cache).get("a")).isEqualTo("a of new origin 2");
            assertThat(face.of(cache).getIfPresent("a")).isEqualTo("a of new origin 2");
        }
    }

    /** A2: nor is it fresh for its youth within the bound, which only the clock on the wall knows, and that may lie. */
    @Test
    void withABusWhatIsYoungOnlyStandsInToo() {
        try (Cache<String> before = runs.cache()) {
            before.put("young", "v");
        }
        runs.restartAfter(ofMillis(100));

        try (Cache<String> cache = runs.cache(options -> options.invalidation(new ScriptedBus(runs.time)))) {
            assertThat(cache.restored().join()).isEqualTo(3);
            assertThat(cache.getIfPresent("young")).isNull();
            runs.isOriginDown = true;
            assertThat(cache.get("young")).isEqualTo("v");
        }
    }

    /** A snapshot that has less must not take the place of one that has more. */
    @Test
    void nothingIsWrittenBeforeItIsLoaded() throws Exception {
        byte[] before = Files.readAllBytes(runs.file);
        HeldPlace place = new HeldPlace(runs.place().every(ofMinutes(1)));
        try (Cache<String> cache = runs.withoutRestoring(options -> options.snapshot(place))) {
            place.opened.await();
            runs.time.advance(ofMinutes(2));
            var asked = cache.snapshot();
            assertThat(asked).isNotDone();
            assertThat(Files.readAllBytes(runs.file)).isEqualTo(before);

            place.letRead.countDown();

            assertThat(asked.join()).isEqualTo(2);
        }
    }

    /** Closed before it was loaded: the old one stays. */
    @Test
    void aCloseBeforeItIsLoadedLeavesItAsItWas() throws Exception {
        byte[] before = Files.readAllBytes(runs.file);
        HeldPlace place = new HeldPlace(runs.place());
        Cache<String> cache = runs.withoutRestoring(options -> options.snapshot(place));
        place.opened.await();
        Thread closing = new Thread(cache::close);
        closing.start();
        await().pollInterval(Duration.ofMillis(2)).until(() -> isRefusing(cache));
        place.letRead.countDown();
        closing.join();

        assertThat(Files.readAllBytes(runs.file)).isEqualTo(before);
    }

    private static boolean isRefusing(Cache<String> cache) {
        try {
            cache.getIfPresent("z");
            return false;
        } catch (CacheClosedException e) {
            return true;
        }
    }

    /** A place, a codec, a disk: whatever they throw, the cache has started. */
    @Test
    void aPlaceThatThrowsFailsNoStart() {
        for (Throwable trouble : new Throwable[] {
            new IOException("bad sector"), new IllegalStateException("a bug"), new StackOverflowError()
        }) {
            try (LogLines log = new LogLines();
                    Cache<String> cache = runs.cache(options -> options.snapshot(throwing(trouble)))) {
                assertThat(cache.restored()).isCompletedWithValue(0);
                assertThat(cache.get("a")).startsWith("a of new origin");
                assertThat(log.warnings()).singleElement().asString().contains("snapshot of an earlier run");
                cache.close();
                assertThat(log.warnings()).hasSize(2);
            }
        }
    }

    private static SnapshotPlace throwing(Throwable trouble) {
        return new SnapshotPlace() {
            @Override
            public Duration interval() {
                return Duration.ZERO;
            }

            @Override
            public long bytesPerSecond() {
                return 1 << 20;
            }

            @Override
            public Draft begin(String cache) throws IOException {
                throw thrown(trouble);
            }

            @Override
            public @Nullable Saved open(String cache) throws IOException {
                throw thrown(trouble);
            }
        };
    }

    private static IOException thrown(Throwable trouble) throws IOException {
        if (trouble instanceof IOException io) {
            return io;
        }
        if (trouble instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) trouble;
    }

    /** BI22: records that say anything are left out one by one. */
    @Test
    void recordsThatMakeNoSenseAreLeftOut() throws IOException {
        try (SnapshotPlace.Draft draft = runs.place().begin("cachex:default:users")) {
            draft.add(new byte[0]);
            draft.add(new byte[] {0x7F, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
            draft.add(new byte[] {-1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
            draft.add(new byte[] {0, 0, 0, 1, 'a', -1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});
            draft.add(new byte[] {0, 0, 0, 1, (byte) 0xC3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});
            draft.commit(Instant.parse("2029-01-01T00:00:00Z"));
        }
        try (LogLines log = new LogLines();
                Cache<String> cache = runs.cache()) {
            assertThat(cache.restored()).isCompletedWithValue(0);
            assertThat(log.warnings()).singleElement().asString().contains("5 of 5 records");
        }
    }
}
