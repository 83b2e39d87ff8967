package io.cachex.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LocalBusTest {

    private static final String SPACE = "namespace";

    private final LocalBus bus = LocalBus.create();

    @AfterEach
    void closeBus() {
        bus.close();
    }

    @Test
    void aDirectListenerHasHeardWhenPublishingIsDone() {
        Heard listener = new Direct(message -> {});
        bus.subscribe(SPACE, listener);
        bus.subscribe("other", new Direct(message -> {
            throw new AssertionError("another namespace");
        }));

        for (int i = 1; i <= 3; i++) {
            assertThat(publish("key:" + i)).isCompleted();
            assertThat(listener.numbers).hasSize(i);
            assertThat(listener.threads).containsOnly(Thread.currentThread());
        }
        assertThat(listener.numbers).containsExactly(1L, 2L, 3L);
        assertThat(listener.doubts).isEmpty();
    }

    @Test
    void aListenerThatBlocksHoldsUpNobody() {
        CountDownLatch blocked = new CountDownLatch(1);
        Heard slow = new Heard(message -> hold(blocked));
        Heard other = new Heard(message -> {});
        Heard direct = new Direct(message -> {});
        bus.subscribe(SPACE, slow);
        bus.subscribe(SPACE, other);
        bus.subscribe(SPACE, direct);

        for (int i = 1; i <= 500; i++) {
            assertThat(publish("key:" + i)).isCompleted();
        }

        await().untilAsserted(() -> assertThat(other.numbers).hasSize(500));
        assertThat(direct.numbers).hasSize(500);
        assertThat(slow.numbers).hasSizeLessThan(2);
        blocked.countDown();
        await().untilAsserted(() -> assertThat(slow.numbers).hasSize(500).isSorted());
        assertThat(slow.doubts).isEmpty();
    }

    @Test
    void publishingIsDoneAtOnceWithoutDirectListeners() {
        assertThat(publish("a")).isCompleted();

        bus.subscribe(SPACE, new Heard(message -> {}));
        assertThat(publish("b")).isCompleted();
    }

    @Test
    void publishingIsDoneWhenTheLastDirectListenerHasHeard() {
        LocalMessage message = new LocalMessage(Invalidation.ofClear("source", SPACE, 1), 2);

        message.told();
        assertThat(message.heard()).isNotDone();
        message.told();
        assertThat(message.heard()).isDone();
    }

    @Test
    void anyOtherListenerNeedNotWaitForADirectOne() {
        CountDownLatch blocked = new CountDownLatch(1);
        Heard other = new Heard(message -> {});
        bus.subscribe(SPACE, new Direct(message -> hold(blocked)));
        bus.subscribe(SPACE, other);

        CompletableFuture<Void> publisher = CompletableFuture.runAsync(
                () -> publish("a").toCompletableFuture().join());

        await().untilAsserted(() -> assertThat(other.numbers).hasSize(1));
        assertThat(publisher).isNotDone();
        blocked.countDown();
        await().until(publisher::isDone);
    }

    @Test
    void aListenerTooSlowLosesTheOldestAndHearsOfTheDoubtFirst() {
        CountDownLatch blocked = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        Heard slow =
                new Heard(message -> {
                    hold(blocked);
                    order.add("" + message.sequence());
                }) {
                    @Override
                    public void onDoubt(String reason) {
                        order.add(reason);
                    }
                };
        bus.subscribe(SPACE, slow);
        publish("key");
        await().until(() -> !slow.threads.isEmpty());

        for (int i = 0; i < LocalSubscription.CAPACITY + 10; i++) {
            publish("key");
        }
        blocked.countDown();

        await().untilAsserted(() -> assertThat(order).hasSize(LocalSubscription.CAPACITY + 2));
        assertThat(order).startsWith("1", "slow listener", "12", "13");
        publish("key");
        await().untilAsserted(() -> assertThat(order).hasSize(LocalSubscription.CAPACITY + 3));
        assertThat(order).containsOnlyOnce("slow listener");
    }

    @Test
    void aListenerThatThrowsHearsTheNextMessage() {
        Heard throwing = new Heard(message -> {
            throw new IllegalStateException("no");
        });
        Heard throwingHere = new Direct(message -> {
            throw new AssertionError("no");
        });
        Heard other = new Direct(message -> {});
        bus.subscribe(SPACE, throwing);
        bus.subscribe(SPACE, throwingHere);
        bus.subscribe(SPACE, other);

        assertThat(publish("a")).isCompleted();
        assertThat(publish("b")).isCompleted();

        assertThat(throwingHere.numbers).containsExactly(1L, 2L);
        assertThat(other.numbers).containsExactly(1L, 2L);
        await().untilAsserted(() -> assertThat(throwing.numbers).containsExactly(1L, 2L));
    }

    @Test
    void aListenerMayPublish() {
        Heard second = new Direct(message -> {});
        Heard first = new Direct(message -> {
            if (message.sequence() < 5) {
                publish("again");
            }
        });
        bus.subscribe(SPACE, first);
        bus.subscribe(SPACE, second);

        assertThat(publish("key")).isCompleted();

        assertThat(first.numbers).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(second.numbers).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void everyListenerHearsTheSameOrderFromManyPublishers() throws Exception {
        List<String> keys = new CopyOnWriteArrayList<>();
        List<Heard> listeners = List.of(
                new Direct(message -> keys.addAll(message.keys())),
                new Direct(message -> {}),
                new Heard(message -> {}));
        listeners.forEach(listener -> bus.subscribe(SPACE, listener));
        ExecutorService executor = Executors.newFixedThreadPool(8);
        List<Future<?>> publishers = new ArrayList<>();

        for (int thread = 0; thread < 8; thread++) {
            int number = thread;
            publishers.add(executor.submit(() -> {
                for (int i = 0; i < 100; i++) {
                    String key = number + ":" + i;
                    publish(key).toCompletableFuture().join();
                    assertThat(keys).as("heard when publishing is done").contains(key);
                }
            }));
        }
        for (Future<?> publisher : publishers) {
            publisher.get();
        }
        executor.shutdown();

        for (Heard listener : listeners) {
            await().untilAsserted(() -> assertThat(listener.numbers).hasSize(800));
            assertThat(listener.numbers).isSorted().doesNotHaveDuplicates().endsWith(800L);
            assertThat(listener.doubts).isEmpty();
        }
    }

    @Test
    void allowsSoManySubscribersAndNoMore() {
        List<Subscription> subscriptions = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            subscriptions.add(bus.subscribe("namespace " + i % 7, new Heard(message -> {})));
        }

        assertThatThrownBy(() -> bus.subscribe(SPACE, new Heard(message -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the bus allows at most 50 subscribers");

        subscriptions.get(0).close();
        subscriptions.get(0).close();
        bus.subscribe(SPACE, new Heard(message -> {}));
        assertThatThrownBy(() -> bus.subscribe(SPACE, new Heard(message -> {})))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> LocalBus.of(0)).hasMessage("maximumSubscribers must be at least 1: 0");
    }

    @Test
    void aClosedSubscriptionHearsNothing() {
        Heard listener = new Direct(message -> {});
        Subscription subscription = bus.subscribe(SPACE, listener);
        publish("a");
        assertThat(subscription.isActive()).isTrue();

        subscription.close();
        for (int i = 0; i < 100; i++) {
            assertThat(publish("b")).as("nobody is waited for").isCompleted();
        }

        assertThat(subscription.isActive()).isFalse();
        assertThat(listener.numbers).containsExactly(1L);
    }

    @Test
    void closingEndsEverySubscriptionAndItsThreads() {
        Heard listener = new Heard(message -> {});
        Subscription subscription = bus.subscribe(SPACE, listener);
        publish("key");
        await().until(() -> !listener.threads.isEmpty());

        bus.close();
        bus.close();

        assertThat(subscription.isActive()).isFalse();
        assertThat(publish("key")).isCompletedExceptionally();
        assertThatThrownBy(() -> bus.subscribe(SPACE, listener))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("local bus is closed");
        await().until(() -> listener.threads.stream().noneMatch(Thread::isAlive));
        assertThat(listener.numbers).containsExactly(1L);
    }

    @Test
    void closingASubscriptionLetsPublishersGo() {
        CountDownLatch blocked = new CountDownLatch(1);
        Direct slow = new Direct(message -> hold(blocked));
        Subscription subscription = bus.subscribe(SPACE, slow);
        CompletableFuture<Void> first = CompletableFuture.runAsync(
                () -> publish("a").toCompletableFuture().join());
        await().until(() -> !slow.threads.isEmpty());

        CompletableFuture<Void> second = publish("b").toCompletableFuture();
        assertThat(second).isNotDone();
        subscription.close();

        await().until(second::isDone);
        assertThat(first).isNotDone();
        blocked.countDown();
        await().until(first::isDone);
        assertThat(slow.numbers).containsExactly(1L);
    }

    @Test
    void nullsAreRefused() {
        CompletionStage<Void> stage = bus.publish(null);

        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> bus.subscribe(SPACE, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> bus.subscribe(null, new Heard(message -> {})))
                .isInstanceOf(NullPointerException.class);
    }

    private CompletionStage<Void> publish(String key) {
        return bus.publish(Invalidation.ofKeys("source", SPACE, Invalidation.Kind.PUT, Set.of(key), 0));
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static class Heard implements InvalidationBus.Listener {

        final List<Long> numbers = new CopyOnWriteArrayList<>();
        final List<String> doubts = new CopyOnWriteArrayList<>();
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        private final Consumer<Invalidation> handler;

        Heard(Consumer<Invalidation> handler) {
            this.handler = handler;
        }

        @Override
        public void onInvalidation(Invalidation message) {
            threads.add(Thread.currentThread());
            numbers.add(message.sequence());
            handler.accept(message);
        }

        @Override
        public void onDoubt(String reason) {
            doubts.add(reason);
        }
    }

    private static final class Direct extends Heard implements LocalBus.DirectListener {

        Direct(Consumer<Invalidation> handler) {
            super(handler);
        }
    }
}
