package io.cachex.coretests.trace;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.coretests.load.Scene;
import io.cachex.coretests.load.Setup;
import io.cachex.coretests.load.Tiers;
import io.cachex.spi.CacheTracer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** N3: a tracer that does not work harms nobody. */
class HarmlessTracerTest {

    @AutoClose
    private final Scene scene = new Scene();

    /** A tracer that fails at one of its methods, or all of them. */
    record Bad(String at) implements CacheTracer {

        private <R extends @Nullable Object> R at(String method, Supplier<R> answer) {
            if (at.equals(method) || at.equals("all")) {
                throw new AssertionError("bad at " + method);
            }
            return at.equals(method + " null") ? null : answer.get();
        }

        private Scope scope() {
            return at("enter", () -> () -> at("close", () -> null));
        }

        @Override
        public boolean wantsKeys() {
            return at("wantsKeys", () -> true);
        }

        @Override
        public Context context() {
            return at("context", () -> new Context() {
                @Override
                public Scope enter() {
                    return scope();
                }

                @Override
                public @Nullable Link link() {
                    return at("link", () -> null);
                }
            });
        }

        @Override
        public Work begin(Task task, List<Link> links) {
            return at("begin", () -> new Work() {
                @Override
                public Scope enter() {
                    return scope();
                }

                @Override
                public @Nullable Link link() {
                    return at("link", () -> null);
                }

                @Override
                public void retried(int count) {
                    at("retried", () -> null);
                }

                @Override
                public void end(Outcome outcome) {
                    at("end", () -> null);
                }
            });
        }

        @Override
        public void joined(String cache, @Nullable Link link) {
            at("joined", () -> null);
        }
    }

    static Stream<Bad> bad() {
        return Stream.of(
                        "all",
                        "wantsKeys",
                        "context",
                        "context null",
                        "begin",
                        "begin null",
                        "enter",
                        "enter null",
                        "close",
                        "link",
                        "retried",
                        "end",
                        "joined")
                .map(Bad::new);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void everythingGoesOnAsWithoutIt(Bad tracer) {
        for (Face face : Face.values()) {
            for (Tiers tiers : Tiers.values()) {
                Cache<String> cache = scene.cache(
                        new Setup(face, tiers),
                        options -> options.tracer(tracer).namespace("app", face + "-" + tiers));

                cache.put("a", "put");
                assertThat(cache.get("a")).isEqualTo("put");
                assertThat(cache.get("b")).startsWith("b@");
                assertThat(cache.getAll(List.of("c", "d"))).hasSize(2);
                cache.invalidate("a");
                assertThat(cache.getIfPresent("a")).isNull();
                assertThat(cache.tryLock("a", ofMinutes(1))).isPresent();
                CompletableFuture<String> one = cache.async().get("e");
                CompletableFuture<String> other = cache.async().get("e");
                assertThat(one.join()).isEqualTo(other.join());
                cache.close();
            }
        }
    }

    /** What is not configured is not asked: a tracer alone costs a cache without a store no decorator. */
    @EachFace
    void aCacheWithoutATracerHasNothingOfIt(Face face) {
        Cache<String> cache = scene.cache(new Setup(face, Tiers.NEAR_AND_STORE));

        assertThat(cache.describe()).doesNotContain("traced");
    }
}
