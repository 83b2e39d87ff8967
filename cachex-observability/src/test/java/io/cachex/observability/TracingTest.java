package io.cachex.observability;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheLock;
import io.cachex.ConfigurationException;
import io.cachex.LoadException;
import io.cachex.Near;
import io.cachex.Refresh;
import io.cachex.resilience.Retry;
import io.cachex.spi.StoreOperation;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** N3: what a cache does beside serving from memory is told as spans. */
class TracingTest {

    private static final String KEY = "user:4711";

    @AutoClose
    private final Spans spans = new Spans();

    private final FakeTime time = new FakeTime();
    private final FaultyStore store = FaultyStore.around(MemoryStore.of(1 << 20, time), time);

    private CacheBuilder<String> users() {
        return Cache.builder("users", String.class)
                .timeSource(time)
                .loader(key -> {
                    spans.mark("query");
                    return "loaded";
                })
                .tracer(Tracing.of(spans.sdk()));
    }

    private CacheBuilder<String> stored() {
        return users().store(store).storePolicies();
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> all = new java.util.TreeMap<>();
        span.getAttributes().forEach((key, value) -> all.put(key.getKey(), value));
        return all;
    }

    /** A miss of a cache with a store: what it asks, on whatever threads, is in the trace of the request. */
    @Test
    void aMissIsALookIntoTheStoreALoadAndAFill() throws Exception {
        try (Cache<String> cache = stored().build()) {
            assertThat(spans.within("request", () -> cache.get(KEY))).isEqualTo("loaded");
            spans.awaitEnds();

            SpanData request = spans.only("request");
            SpanData load = spans.only("cachex load users");
            SpanData fill = spans.only("cachex store write users");
            assertThat(load.getParentSpanId()).isEqualTo(request.getSpanId());
            assertThat(spans.only("query").getParentSpanId()).isEqualTo(load.getSpanId());
            assertThat(fill.getParentSpanId()).isEqualTo(load.getSpanId());
            assertThat(spans.named("cachex store read users"))
                    .isNotEmpty()
                    .extracting(SpanData::getParentSpanId)
                    .containsOnly(request.getSpanId());
            assertThat(spans.all()).extracting(SpanData::getTraceId).containsOnly(request.getTraceId());
            assertThat(spans.all()).extracting(SpanData::getKind).containsOnly(SpanKind.INTERNAL);
            assertThat(attributes(load))
                    .isEqualTo(Map.of(
                            "cachex.cache",
                            "users",
                            "cachex.keys",
                            1L,
                            "cachex.found",
                            1L,
                            "cachex.tier",
                            "origin",
                            "cachex.hit",
                            false));
            assertThat(attributes(fill))
                    .isEqualTo(Map.of(
                            "cachex.cache", "users",
                            "cachex.keys", 1L,
                            "cachex.found", 1L,
                            "cachex.tier", "store",
                            "cachex.operation", "fill"));
            assertThat(load.getInstrumentationScopeInfo().getName()).isEqualTo("io.cachex");
        }
    }

    @Test
    void aHitOfTheStoreIsALookThatFindsTheKey() throws Exception {
        try (Cache<String> cache = stored().near(Near.off()).build()) {
            cache.put(KEY, "there");

            assertThat(cache.get(KEY)).isEqualTo("there");

            assertThat(spans.named("cachex load users")).isEmpty();
            assertThat(spans.named("cachex store read users"))
                    .last()
                    .satisfies(read -> assertThat(attributes(read))
                            .containsEntry("cachex.hit", true)
                            .containsEntry("cachex.operation", "read_or_lease"));
        }
    }

    /** 10,000 hits, no spans. */
    @Test
    void nearHitsAreNoSpans() throws Exception {
        try (Cache<String> cache = stored().build()) {
            cache.get(KEY);
            spans.awaitEnds();
            int before = spans.all().size();

            spans.within("request", () -> {
                for (int i = 0; i < 10_000; i++) {
                    cache.get(KEY);
                }
                return null;
            });

            assertThat(spans.all()).hasSize(before + 1);
        }
    }

    @Test
    void anAsyncLoaderIsALoadUntilItsAnswer() throws Exception {
        CompletableFuture<String> later = new CompletableFuture<>();
        try (Cache<String> cache = users().asyncLoader((key, context) -> {
                    spans.mark("query");
                    return later;
                })
                .build()) {
            CompletableFuture<?> answer =
                    spans.within("request", () -> cache.async().get(KEY).thenAccept(value -> spans.mark("after")));
            spans.only("query");
            assertThat(spans.named("cachex load users")).isEmpty();

            later.complete("late");

            answer.join();
            SpanData load = spans.only("cachex load users");
            assertThat(spans.only("query").getParentSpanId()).isEqualTo(load.getSpanId());
            assertThat(spans.only("after").getParentSpanId())
                    .isEqualTo(spans.only("request").getSpanId());
        }
    }

    @Test
    void aRefreshInTheBackgroundIsInTheTraceOfItsReader() throws Exception {
        try (Cache<String> cache =
                stored().ttl(ofSeconds(100)).refresh(Refresh.ahead()).build()) {
            cache.get(KEY);
            time.advance(ofSeconds(90));

            spans.within("reader", () -> cache.get(KEY));

            SpanData refresh = spans.only("cachex refresh users");
            assertThat(refresh.getParentSpanId()).isEqualTo(spans.only("reader").getSpanId());
            assertThat(spans.named("query"))
                    .hasSize(2)
                    .last()
                    .satisfies(query -> assertThat(query.getParentSpanId()).isEqualTo(refresh.getSpanId()));
        }
    }

    @Test
    void whatSeveralCallersHaveCausedHasLinks() throws Exception {
        try (Cache<String> cache = Cache.builder("users", String.class)
                .timeSource(time)
                .bulkLoader(keys -> Map.of("a", "1", "b", "2"))
                .bulkWindow(Duration.ofMillis(10))
                .tracer(Tracing.of(spans.sdk()))
                .build()) {
            CompletableFuture<?> first =
                    spans.within("first", () -> cache.async().get("a"));
            CompletableFuture<?> second =
                    spans.within("second", () -> cache.async().get("b"));

            time.advance(Duration.ofMillis(10));

            CompletableFuture.allOf(first, second).join();
            SpanData load = spans.only("cachex load users");
            assertThat(load.getParentSpanId()).isEqualTo(spans.only("first").getSpanId());
            assertThat(load.getLinks())
                    .singleElement()
                    .satisfies(link -> assertThat(link.getSpanContext().getSpanId())
                            .isEqualTo(spans.only("second").getSpanId()));
            assertThat(attributes(load)).containsEntry("cachex.keys", 2L).containsEntry("cachex.found", 2L);
        }
    }

    @Test
    void whoJoinsALoadIsLinkedToIt() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Cache<String> cache = users().loader(key -> {
                    spans.mark("query");
                    gate.await();
                    return "loaded";
                })
                .build()) {
            CompletableFuture<?> first =
                    spans.within("first", () -> cache.async().get(KEY));
            spans.only("query");
            CompletableFuture<?> second =
                    spans.within("second", () -> cache.async().get(KEY));
            gate.countDown();

            CompletableFuture.allOf(first, second).join();

            SpanData load = spans.only("cachex load users");
            assertThat(spans.only("second")).satisfies(span -> {
                assertThat(span.getEvents())
                        .singleElement()
                        .satisfies(event -> assertThat(event.getName()).isEqualTo("cachex.joined"));
                assertThat(span.getLinks())
                        .singleElement()
                        .satisfies(link ->
                                assertThat(link.getSpanContext().getSpanId()).isEqualTo(load.getSpanId()));
            });
            assertThat(spans.only("first").getEvents()).isEmpty();
        }
    }

    @Test
    void aLockIsASpanUntilItIsTakenOrRefused() throws Exception {
        try (Cache<String> cache = users().build()) {
            Optional<CacheLock> taken = spans.within("request", () -> cache.tryLock(KEY, ofMinutes(1)));

            SpanData lock = spans.only("cachex lock users");
            assertThat(taken).isPresent();
            assertThat(lock.getParentSpanId()).isEqualTo(spans.only("request").getSpanId());
            assertThat(attributes(lock))
                    .isEqualTo(Map.of(
                            "cachex.cache", "users",
                            "cachex.keys", 1L,
                            "cachex.found", 1L,
                            "cachex.wait_ms", 0L,
                            "cachex.acquired", true));
            assertThat(cache.tryLock(KEY, ofMinutes(1))).isEmpty();
            assertThat(spans.named("cachex lock users")).last().satisfies(refused -> {
                assertThat(attributes(refused)).containsEntry("cachex.acquired", false);
                assertThat(refused.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            });
        }
    }

    @Test
    void aStoreThatIsDownIsAnErrorOfItsSpansAlone() throws Exception {
        store.onAll().fail(new IOException("no route"));
        try (Cache<String> cache = stored().build()) {
            assertThat(cache.get(KEY)).isEqualTo("loaded");

            assertThat(spans.named("cachex store read users")).isNotEmpty().allSatisfy(read -> {
                assertThat(read.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
                assertThat(attributes(read)).containsEntry("error.type", "java.io.IOException");
                assertThat(read.getEvents()).singleElement().satisfies(event -> {
                    assertThat(event.getName()).isEqualTo("exception");
                    assertThat(event.getAttributes().get(AttributeKey.stringKey("exception.message")))
                            .isEqualTo("no route");
                });
            });
            assertThat(spans.only("cachex load users").getStatus().getStatusCode())
                    .isEqualTo(StatusCode.UNSET);
        }
    }

    @Test
    void whatIsTriedAgainIsAnEvent() {
        store.on(StoreOperation.REMOVE).failNext(1, new IOException("not now"));
        try (Cache<String> cache = users().store(store)
                .storePolicies(Retry.builder()
                        .maxRetries(2)
                        .initialDelay(Duration.ofMillis(1))
                        .build())
                .build()) {
            cache.invalidate(KEY);

            SpanData removal = spans.only("cachex store remove users");
            assertThat(removal.getEvents())
                    .singleElement()
                    .satisfies(event -> assertThat(event.getName()).isEqualTo("cachex.retry"));
            assertThat(removal.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        }
    }

    @Test
    void anOldValueInPlaceOfAFailureIsToldWithTheFailure() {
        Cache<String> cache = users().ttl(ofMinutes(1))
                .loader(key -> {
                    if (time.nanos() > ofMinutes(1).toNanos()) {
                        throw new IOException("down");
                    }
                    return "old";
                })
                .timeSource(time)
                .build();
        try (cache) {
            long start = time.nanos();
            cache.put(KEY, "old");
            time.advance(ofMinutes(2));
            assertThat(time.nanos()).isGreaterThan(start);

            assertThat(cache.get(KEY)).isEqualTo("old");

            SpanData load = spans.only("cachex load users");
            assertThat(load.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(attributes(load))
                    .containsEntry("cachex.stale", true)
                    .containsEntry("cachex.tier", "near")
                    .containsEntry("cachex.hit", true);
        }
    }

    // Keys.

    /** N3, A12: nothing that a span tells holds a key, whatever becomes of the calls. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noSpanHoldsAKey(boolean redacts) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Cache<String> cache = stored().redactKeys(redacts)
                .loadDeadline(ofSeconds(1))
                .loader(key -> {
                    gate.await();
                    return key;
                })
                .build()) {
            CompletableFuture<?> tooSlow =
                    spans.within("request", () -> cache.async().get(KEY));
            Awaitility.await().until(() -> cache.stats().runningLoads() == 1);
            time.advance(ofSeconds(2));
            assertThatThrownBy(tooSlow::join).hasStackTraceContaining("did not end");
            cache.put(KEY, "x");
            cache.putIfAbsent(KEY, "y");
            cache.increment("n" + KEY, 1, ofMinutes(1));
            cache.getAll(List.of(KEY + "1", KEY + "2"), keys -> Map.of());
            cache.tryLock(KEY, ofMinutes(1));
            cache.invalidate(KEY);
            gate.countDown();
        }
        spans.awaitEnds();

        assertThat(spans.all())
                .hasSizeGreaterThan(6)
                .allSatisfy(span -> assertThat(told(span))
                        .noneSatisfy(text -> assertThat(text).contains("4711")));
    }

    private static List<String> told(SpanData span) {
        Stream<String> events = span.getEvents().stream()
                .flatMap(event ->
                        Stream.of(event.getName(), event.getAttributes().toString()));
        return Stream.concat(
                        Stream.of(
                                span.getName(),
                                span.getStatus().toString(),
                                span.getAttributes().toString()),
                        events)
                .toList();
    }

    /** With redaction the messages of others are kept back, too: a loader may name its key. */
    @Test
    void withRedactionAFailureIsToldByItsTypeAlone() {
        try (Cache<String> cache = users().redactKeys(true)
                .loader(key -> {
                    throw new IOException("no " + key);
                })
                .build()) {
            assertThatThrownBy(() -> cache.get(KEY)).isInstanceOf(LoadException.class);

            SpanData load = spans.only("cachex load users");
            assertThat(attributes(load)).containsEntry("error.type", "java.io.IOException");
            assertThat(told(load)).noneSatisfy(text -> assertThat(text).contains("4711"));
        }
    }

    @Test
    void keysAreToldAsAskedFor() throws Exception {
        Map<TracedKeys, List<String>> expected =
                Map.of(TracedKeys.HASHED, List.of("8254c329a92850f6"), TracedKeys.AS_THEY_ARE, List.of("k"));
        for (Map.Entry<TracedKeys, List<String>> told : expected.entrySet()) {
            AttributeKey<List<String>> name = told.getKey() == TracedKeys.HASHED ? Names.KEY_HASHES : Names.KEY_NAMES;
            try (Spans own = new Spans();
                    Cache<String> cache = stored().store(MemoryStore.of(1 << 20, time))
                            .tracer(Tracing.builder(own.sdk())
                                    .keys(told.getKey())
                                    .build())
                            .build()) {
                cache.get("k");
                cache.tryLock("k", ofMinutes(1));
                own.awaitEnds();

                assertThat(own.all())
                        .filteredOn(span -> span.getAttributes().get(Names.KEYS) > 0)
                        .hasSizeGreaterThan(3)
                        .extracting(span -> span.getAttributes().get(name))
                        .containsOnly(told.getValue());
            }
        }
    }

    @Test
    void redactedKeysAreNotToldWhateverIsAskedFor() throws Exception {
        try (Cache<String> cache = stored().redactKeys(true)
                .tracer(Tracing.builder(spans.sdk())
                        .keys(TracedKeys.AS_THEY_ARE)
                        .build())
                .build()) {
            cache.get(KEY);
        }
        spans.awaitEnds();

        assertThat(spans.all())
                .isNotEmpty()
                .allSatisfy(span -> assertThat(told(span))
                        .noneSatisfy(text -> assertThat(text).contains("4711")));
    }

    // Itself.

    @Test
    void withoutAnSdkItDoesNothing() {
        try (Cache<String> cache =
                stored().tracer(Tracing.of(OpenTelemetry.noop())).build()) {
            assertThat(cache.get(KEY)).isEqualTo("loaded");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what users do
    void refusesNothing() {
        assertThatThrownBy(() -> Tracing.of(null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("openTelemetry");
        assertThatThrownBy(() -> Tracing.builder(OpenTelemetry.noop()).keys(null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("keys");
        assertThat(Tracing.of(OpenTelemetry.noop())).hasToString("openTelemetry(keys hidden)");
    }
}
