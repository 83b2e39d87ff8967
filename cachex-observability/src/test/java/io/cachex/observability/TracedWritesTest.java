package io.cachex.observability;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.BackgroundWriting;
import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.resilience.WriteBehind;
import io.cachex.testkit.FakeTime;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** N3: writes, through and behind, are told as spans, and the writer works in the right trace. */
class TracedWritesTest {

    @AutoClose
    private final Spans spans = new Spans();

    private final FakeTime time = new FakeTime();

    private CacheBuilder<String> users(BackgroundWriting<String> writing) {
        return Cache.builder("users", String.class)
                .timeSource(time)
                .writeBehind(writing)
                .tracer(Tracing.of(spans.sdk()));
    }

    /** A batch is made when its callers have gone: a trace of its own, which refers to theirs. */
    @Test
    void aBatchHasLinksToTheRequestsThatHadItsWritesAccepted() throws Exception {
        AtomicInteger batches = new AtomicInteger();
        WriteBehind<String> writing = WriteBehind.<String>toBatches(writes -> {
                    spans.mark("insert");
                    batches.incrementAndGet();
                    return Map.of();
                })
                .delay(ofSeconds(1));
        try (Cache<String> cache = users(writing).build()) {
            CompletableFuture<?> a = spans.within("first", () -> cache.writeBehind("a", "1"));
            CompletableFuture<?> b = spans.within("second", () -> cache.writeBehind("b", "1"));
            CompletableFuture<?> c = spans.within("third", () -> cache.writeBehind("b", "2"));
            CompletableFuture<?> d = cache.writeBehind("c", "nobody's");
            assertThat(spans.named("cachex flush users")).isEmpty();

            time.advance(ofSeconds(1));

            CompletableFuture.allOf(a, b, c, d).join();
            SpanData flush = spans.only("cachex flush users");
            assertThat(batches).hasValue(1);
            assertThat(flush.getParentSpanContext().isValid()).isFalse();
            assertThat(flush.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .extracting(context -> context.getSpanId())
                    .containsExactlyInAnyOrder(
                            spans.only("first").getSpanId(),
                            spans.only("second").getSpanId(),
                            spans.only("third").getSpanId());
            assertThat(flush.getAttributes().get(Names.KEYS)).isEqualTo(3);
            assertThat(flush.getAttributes().get(Names.FOUND)).isEqualTo(3);
            assertThat(spans.only("insert").getParentSpanId()).isEqualTo(flush.getSpanId());
        }
    }

    /** Also where the batch is made on the thread of the caller that has it begun. */
    @Test
    void aBatchIsNobodysPartOnWhateverThreadItIsMade() throws Exception {
        WriteBehind<String> writing = WriteBehind.to((key, value) -> spans.mark("insert"));
        try (Cache<String> cache = users(writing).executor(Runnable::run).build()) {
            spans.within("request", () -> cache.writeBehind("a", "1")).join();

            assertThat(spans.only("cachex flush users").getParentSpanContext().isValid())
                    .isFalse();
        }
    }

    @Test
    void aBatchThatFailsAndTheOneThatTriesItAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        WriteBehind<String> writing = WriteBehind.<String>to((key, value) -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IOException("away");
                    }
                })
                .backoff(ofMillis(1), ofMillis(1));
        try (Cache<String> cache = users(writing).build()) {
            CompletableFuture<?> made = spans.within("request", () -> cache.writeBehind("a", "1"));
            while (!made.isDone()) {
                time.advance(ofSeconds(1));
                Thread.onSpinWait();
            }
            spans.awaitEnds();

            List<SpanData> flushes = spans.named("cachex flush users");
            assertThat(flushes).hasSize(2);
            assertThat(flushes.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(flushes.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(flushes.get(1).getEvents())
                    .singleElement()
                    .satisfies(event -> assertThat(event.getName()).isEqualTo("cachex.retry"));
            assertThat(flushes).allSatisfy(flush -> assertThat(flush.getLinks()).hasSize(1));
        }
    }

    /** A writer that hangs does not leave its span open for ever. */
    @Test
    void aBatchThatIsUnderWayWhenTheCacheIsClosedEndsWithIt() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        WriteBehind<String> writing = WriteBehind.to((key, value) -> waitWhateverHappens(gate));
        Cache<String> cache = users(writing).build();
        cache.writeBehind("a", "1");
        Awaitility.await().until(() -> spans.open() == 1);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(cache::close);
        while (!closing.isDone()) {
            time.advance(ofSeconds(10));
            Thread.onSpinWait();
        }

        SpanData flush = spans.only("cachex flush users");
        gate.countDown();
        assertThat(flush.getAttributes().get(Names.ERROR_TYPE)).endsWith("CacheClosedException");
        assertThat(spans.open()).isZero();
    }

    /** As code does that takes no notice of interrupts. */
    private static void waitWhateverHappens(CountDownLatch gate) {
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.onSpinWait();
            }
        }
    }

    /** The writer of put and invalidate runs on the cache's threads, and works for its caller. */
    @Test
    void aWriterThatIsWrittenThroughWorksInTheCallersTrace() throws Exception {
        try (Cache<String> cache = Cache.builder("users", String.class)
                .timeSource(time)
                .writer((key, value) -> spans.mark("insert"))
                .tracer(Tracing.of(spans.sdk()))
                .build()) {
            spans.within("request", () -> {
                cache.put("a", "1");
                return null;
            });

            assertThat(spans.only("insert").getParentSpanId())
                    .isEqualTo(spans.only("request").getSpanId());
        }
    }
}
