package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** N3: the threads that load for one request after the other keep nothing of it. */
class TracedThreadsTest {

    private static final int CALLERS = 8;
    private static final int ROUNDS = 200;

    @AutoClose
    private final Spans spans = new Spans();

    @AutoClose("shutdown")
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    @AutoClose("shutdown")
    private final ExecutorService loaders = Executors.newFixedThreadPool(3);

    @Test
    void eachLoadIsInItsOwnRequestsTraceOnSharedThreads() throws Exception {
        Map<String, String> traceOfRequest = new ConcurrentHashMap<>();
        Map<String, String> traceOfLoad = new ConcurrentHashMap<>();
        try (Cache<String> cache = Cache.builder("users", String.class)
                .executor(loaders)
                .loader(key -> {
                    traceOfLoad.put(key, Span.current().getSpanContext().getTraceId());
                    return key;
                })
                .tracer(Tracing.of(spans.sdk()))
                .build()) {
            List<Callable<Void>> all = IntStream.range(0, CALLERS)
                    .<Callable<Void>>mapToObj(caller -> () -> {
                        for (int i = 0; i < ROUNDS; i++) {
                            String key = caller + "-" + i;
                            spans.within(key, () -> {
                                traceOfRequest.put(
                                        key, Span.current().getSpanContext().getTraceId());
                                return cache.get(key);
                            });
                        }
                        return null;
                    })
                    .toList();
            for (Future<Void> done : callers.invokeAll(all)) {
                done.get();
            }

            assertThat(traceOfLoad).hasSize(CALLERS * ROUNDS).isEqualTo(traceOfRequest);
            assertThat(spans.open()).isZero();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(loaders.submit(() -> Span.current().getSpanContext().isValid())
                            .get())
                    .isFalse();
        }
    }

    /** Who has no trace begins one, and takes that of nobody who was served by the thread before. */
    @Test
    void aLoadThatNobodyTracesIsATraceOfItsOwn() throws Exception {
        try (Cache<String> cache = Cache.builder("users", String.class)
                .executor(loaders)
                .loader(key -> key)
                .tracer(Tracing.of(spans.sdk()))
                .build()) {
            for (int i = 0; i < 20; i++) {
                String key = "traced" + i;
                spans.within("request", () -> cache.get(key));
                cache.get("alone" + i);
            }
        }

        assertThat(spans.named("cachex load users")).hasSize(40);
        assertThat(spans.named("cachex load users"))
                .filteredOn(load -> !load.getParentSpanContext().isValid())
                .hasSize(20)
                .extracting(SpanData::getTraceId)
                .doesNotHaveDuplicates();
    }
}
