package io.cachex.config.sections;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.config.Profiles;
import io.cachex.config.ProfilesBuilder;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** Documents with the sections of all modules, on a clock that stands still, and the caches that were made of them. */
final class Scene implements AutoCloseable {

    /** As long as a test waits for other threads. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final FakeTime time = new FakeTime();
    private final List<AutoCloseable> open = new ArrayList<>();

    /** One of the three documents, and what is changed of it: {@code "threshold: 5", "threshold: 2"}. */
    static String document(String name, String... changes) {
        try (InputStream in = Scene.class.getResourceAsStream("/profiles/" + name + ".yaml")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            for (int i = 0; i < changes.length; i += 2) {
                assertThat(text).contains(changes[i]);
                text = text.replace(changes[i], changes[i + 1]);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Profiles open(String text) {
        return open(text, builder -> builder);
    }

    Profiles open(String text, UnaryOperator<ProfilesBuilder> options) {
        return kept(options.apply(Profiles.fromText("test.yaml", text)
                        .environment(Map.of())
                        .timeSource(time))
                .open());
    }

    /** A cache of the document. */
    Cache<String> cache(Profiles profiles, UnaryOperator<CacheBuilder<String>> options) {
        return kept(options.apply(profiles.builder("users", String.class)).build());
    }

    Cache<String> cache(String text, UnaryOperator<CacheBuilder<String>> options) {
        return cache(open(text), options);
    }

    private <T extends AutoCloseable> T kept(T part) {
        open.add(part);
        return part;
    }

    static void until(Callable<Boolean> done) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(done);
    }

    /** What a call came to. */
    static <R> Outcome<R> outcome(CompletableFuture<R> call) {
        until(call::isDone);
        return call.handle((value, failure) -> new Outcome<>(value, failure)).join();
    }

    record Outcome<R>(R value, Throwable failure) {}

    /** Closes them, the last one first, while time passes for what they wait for. */
    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            AutoCloseable part = open.get(i);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
                try {
                    part.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            until(() -> {
                time.advance(Duration.ofSeconds(1));
                return closing.isDone();
            });
            closing.join();
        }
    }
}
