package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.Invalidation;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RecordingObserverTest {

    private final RecordingObserver observer = new RecordingObserver();

    @Test
    void remembersInOrder() {
        IOException away = new IOException("away");

        observer.onMiss("users");
        observer.onStoreCall("users", StoreOperation.READ, 5, away);
        observer.onLoad("users", 7, null);
        observer.onHit("users", Tier.NEAR);
        observer.onInvalidation("users", Invalidation.Kind.TAG);

        assertThat(observer.events())
                .containsExactly(
                        new RecordingObserver.Miss("users"),
                        new RecordingObserver.StoreCall("users", StoreOperation.READ, 5, away),
                        new RecordingObserver.Load("users", 7, null),
                        new RecordingObserver.Hit("users", Tier.NEAR),
                        new RecordingObserver.Invalidated("users", Invalidation.Kind.TAG));
        observer.clear();
        assertThat(observer.events()).isEmpty();
    }

    @Test
    void counts() {
        observer.onHit("users", Tier.NEAR);
        observer.onHit("users", Tier.NEAR);
        observer.onHit("users", Tier.STORE);
        observer.onMiss("users");
        observer.onLoad("users", 7, new IOException("away"));
        observer.onLoad("users", 7, null);
        observer.onStale("users", 9, null);
        observer.onStoreCall("users", StoreOperation.READ, 5, null);
        observer.onStoreCall("users", StoreOperation.WRITE, 5, new IOException("away"));

        assertThat(observer.hits()).isEqualTo(3);
        assertThat(observer.hits(Tier.NEAR)).isEqualTo(2);
        assertThat(observer.misses()).isEqualTo(1);
        assertThat(observer.loads()).isEqualTo(2);
        assertThat(observer.failedLoads()).isEqualTo(1);
        assertThat(observer.stale()).isEqualTo(1);
        assertThat(observer.storeCalls(StoreOperation.WRITE)).isEqualTo(1);
        assertThat(observer.failedStoreCalls(StoreOperation.WRITE)).isEqualTo(1);
        assertThat(observer.failedStoreCalls(StoreOperation.READ)).isZero();
        assertThat(observer.count(RecordingObserver.Eviction.class)).isZero();
    }

    @Test
    void losesNothingOfManyThreads() {
        Crowd.each(thread -> {
            for (int i = 0; i < 1_000; i++) {
                observer.onMiss("cache " + thread);
            }
        });

        assertThat(observer.misses()).isEqualTo(Crowd.SIZE * 1_000L);
    }

    @Test
    void hearsEveryEventThereIs() {
        assertThat(Arrays.stream(CacheObserver.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(Method::getName))
                .allSatisfy(name -> assertThat(Arrays.stream(RecordingObserver.class.getDeclaredMethods())
                                .map(Method::getName))
                        .contains(name));
    }

    @Test
    void asksForTimesOnlyWhenTold() {
        assertThat(observer.timesHits()).isFalse();
        assertThat(RecordingObserver.timingHits().timesHits()).isTrue();
    }
}
