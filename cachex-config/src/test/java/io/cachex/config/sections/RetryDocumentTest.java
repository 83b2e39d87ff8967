package io.cachex.config.sections;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheTimeoutException;
import io.cachex.LoadException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M1: {@code cache.retry} and {@code cache.timeout} of both documents, and each value changed. */
class RetryDocumentTest {

    @AutoClose
    private final Scene scene = new Scene();

    private final List<Long> attempts = new CopyOnWriteArrayList<>();

    /** The pauses between the attempts of one load that fails, in milliseconds. */
    private List<Long> pauses(String text) {
        Cache<String> cache = scene.cache(
                text,
                options -> options.loader(key -> {
                    attempts.add(scene.time.nanos());
                    throw new IOException("away");
                }));
        CompletableFuture<String> call = cache.async().get("a");
        int seen = 0;
        while (!call.isDone()) {
            int before = seen;
            Scene.until(() -> call.isDone() || (attempts.size() > before && isRetryNext()));
            seen = attempts.size();
            if (!call.isDone()) {
                scene.time.advance(scene.time.untilNext().orElseThrow());
            }
        }
        assertThat(Scene.outcome(call).failure()).isInstanceOf(LoadException.class);
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < attempts.size(); i++) {
            pauses.add((attempts.get(i) - attempts.get(i - 1)) / 1_000_000);
        }
        return pauses;
    }

    /** Not the end of the call's own time. */
    private boolean isRetryNext() {
        return scene.time
                .untilNext()
                .filter(next -> next.compareTo(Duration.ofMillis(1_900)) < 0)
                .isPresent();
    }

    /** M1, D2: so many retries, after delays that grow from the first one to the longest. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "max_retries: 3; max_retries: 3; 100,200,400",
                "max_retries: 3; max_retries: 1; 100",
                "max_retries: 3; max_retries: 0;",
                "initial_delay: \"100ms\"; initial_delay: \"50ms\"; 50,100,200",
                "max_delay: \"1s\"; max_delay: \"150ms\"; 100,150,150",
                "multiplier: 2.0; multiplier: 3.0; 100,300,900"
            })
    void repeatsAsTheProductionDocumentSays(String said, String changed, String pauses) {
        String text = Scene.document("production", said, changed, "jitter: true", "jitter: false");

        assertThat(pauses(text)).isEqualTo(numbers(pauses));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "max_retries: 2; max_retries: 2; 50,100",
                "max_retries: 2; max_retries: 4; 50,100,200,400",
                "initial_delay: \"50ms\"; initial_delay: \"80ms\"; 80,160",
                "max_delay: \"500ms\"; max_delay: \"60ms\"; 50,60"
            })
    void repeatsAsTheDevelopmentDocumentSays(String said, String changed, String pauses) {
        String text = Scene.document(
                "development",
                said,
                changed,
                "  retry:",
                "  retry:\n    jitter: false",
                "threshold: 3",
                "threshold: 9");

        assertThat(pauses(text)).isEqualTo(numbers(pauses));
    }

    /** M1: with jitter, which both have, a delay is a random part of that. */
    @Test
    void jitterShortensTheDelays() {
        List<Long> pauses = pauses(Scene.document("production"));

        assertThat(pauses).hasSize(3).isNotEqualTo(List.of(100L, 200L, 400L));
        assertThat(pauses.get(0)).isBetween(0L, 100L);
        assertThat(pauses.get(1)).isBetween(0L, 200L);
        assertThat(pauses.get(2)).isBetween(0L, 400L);
    }

    /** M1: {@code cache.timeout} is the total time of a call. */
    @ParameterizedTest
    @CsvSource({
        "production, timeout: \"5s\", timeout: \"5s\", 5",
        "production, timeout: \"5s\", timeout: \"3s\", 3",
        "development, timeout: \"2s\", timeout: \"2s\", 2",
        "development, timeout: \"2s\", timeout: \"4s\", 4"
    })
    void aCallHasItsTimeout(String document, String said, String changed, int seconds) {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Cache<String> cache = scene.cache(
                Scene.document(document, said, changed),
                options -> options.loader(key -> {
                    begun.countDown();
                    gate.await(20, TimeUnit.SECONDS);
                    return key;
                }));
        CompletableFuture<String> call = cache.async().get("a");
        Scene.until(() -> begun.getCount() == 0);

        scene.time.advance(Duration.ofSeconds(seconds).minusMillis(1));
        assertThat(call).isNotDone();
        scene.time.advance(Duration.ofMillis(1));

        assertThat(Scene.outcome(call).failure()).isInstanceOf(CacheTimeoutException.class);
        gate.countDown();
    }

    private static List<Long> numbers(String text) {
        List<Long> numbers = new ArrayList<>();
        for (String number : text == null ? new String[0] : text.split(",", -1)) {
            numbers.add(Long.parseLong(number.strip()));
        }
        return numbers;
    }
}
