package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Liveness;
import io.cachex.spi.Subscription;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A listener that remembers. */
final class Heard implements InvalidationBus.Listener {

    private final Duration patience;
    private final Consumer<Invalidation> action;
    private final List<Invalidation> messages = new CopyOnWriteArrayList<>();
    private final List<String> doubts = new CopyOnWriteArrayList<>();

    /** Waits for messages at most this long. */
    Heard(Duration patience) {
        this(patience, message -> {});
    }

    /** Does this with each message before it remembers it. */
    Heard(Duration patience, Consumer<Invalidation> action) {
        this.patience = patience;
        this.action = action;
    }

    @Override
    public void onInvalidation(Invalidation message) {
        action.accept(message);
        messages.add(message);
    }

    @Override
    public void onDoubt(String reason) {
        doubts.add(reason);
    }

    List<Invalidation> messages() {
        return messages;
    }

    List<String> doubts() {
        return doubts;
    }

    List<String> keys() {
        return messages.stream().flatMap(message -> message.keys().stream()).toList();
    }

    void awaitKeys(String... keys) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(keys()).containsExactly(keys));
    }

    void awaitCount(int count) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(messages).hasSize(count));
    }

    /** Forgets the doubts of before: as long as nothing was kept, nothing was in doubt. */
    Heard withoutDoubts() {
        doubts.clear();
        return this;
    }

    /** Waits until a subscription that begins to listen in the background says that it does; another one does at once. */
    static Subscription awaitLive(Subscription subscription, TimeSource time, Duration patience) {
        if (subscription instanceof Liveness liveness) {
            await().atMost(patience)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> liveness.liveUntil() - time.nanos() > 0);
        }
        return subscription;
    }
}
