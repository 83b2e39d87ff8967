package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Subscription;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What every {@link InvalidationBus} must do. Extend it and say which bus. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class InvalidationBusContract {

    private static final String SPACE = "app:test:users:";

    @SuppressWarnings("NullAway.Init") // set before each test
    private InvalidationBus bus;

    @SuppressWarnings("NullAway.Init") // set before each test
    private InvalidationBus other;

    /** For subclasses. */
    protected InvalidationBusContract() {}

    /** A bus that has carried nothing yet. Called once for each test, which closes it. */
    protected abstract InvalidationBus createBus();

    /**
     * The same bus as another node sees it; closed after the test. The given one itself, by default, for a bus within
     * one process.
     */
    protected InvalidationBus otherNode(InvalidationBus same) {
        return same;
    }

    /** How many subscribers the bus allows; empty, by default, if it is not worth a test. */
    protected OptionalInt maximumSubscribers() {
        return OptionalInt.empty();
    }

    /**
     * Makes the bus lose messages that are on their way to its subscribers, and then work again.
     *
     * @return false if this cannot be done, and the test that needs it is skipped (the default)
     */
    protected boolean loseMessages() {
        return false;
    }

    /** How long a message may take: 10 s of real time, far more than any bus should need. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /**
     * The clock of the bus, by which a subscription that is {@link io.cachex.spi.Liveness} says since when it listens: the
     * system's, by default. Messages are sent once it does.
     */
    protected TimeSource time() {
        return TimeSource.system();
    }

    @BeforeEach
    final void openBuses() {
        bus = createBus();
        other = otherNode(bus);
    }

    @AfterEach
    final void closeBuses() {
        other.close();
        bus.close();
    }

    @Test
    void everySubscriberOfTheNamespaceHears() {
        Heard own = subscribe(bus, SPACE);
        Heard second = subscribe(bus, SPACE);
        Heard others = subscribe(other, SPACE);

        publish(bus, "1");
        publish(other, "2");

        for (Heard heard : List.of(own, second, others)) {
            heard.awaitKeys("1", "2");
        }
    }

    @Test
    void carriesWholeMessages() {
        Heard heard = subscribe(other, SPACE);
        List<Invalidation> messages = List.of(
                Invalidation.ofKeys("node-1", SPACE, Kind.PUT, Set.of("a", "b", "\ud83d\udd11 {x}:*\"\\\n"), 1L << 53),
                Invalidation.ofKeys("node-1", SPACE, Kind.REMOVE, Set.of("a"), 0),
                Invalidation.ofKeys("node-1", SPACE, Kind.EXPIRE, Set.of("a"), 0),
                Invalidation.ofTag("node \u00e4", SPACE, "tag,1", Long.MAX_VALUE),
                Invalidation.ofClear("", SPACE, 17));

        messages.forEach(message -> Stages.answerOf(bus.publish(message)));

        soon().untilAsserted(() -> assertThat(heard.messages())
                .extracting(message -> message.numbered(0))
                .containsExactlyElementsOf(messages));
    }

    @Test
    void numbersTheMessagesOfANamespaceFromOneWithoutGaps() {
        Heard heard = subscribe(other, SPACE);

        for (int i = 0; i < 50; i++) {
            publish(i % 2 == 0 ? bus : other, "" + i);
        }

        heard.awaitCount(50);
        for (int i = 0; i < 50; i++) {
            assertThat(heard.messages().get(i).sequence()).isEqualTo(i + 1L);
        }
    }

    @Test
    void namespacesAreApart() {
        Heard heard = subscribe(other, SPACE);
        Heard elsewhere = subscribe(other, SPACE + "more:");

        Stages.answerOf(
                bus.publish(Invalidation.ofKeys("node-1", SPACE + "more:", Kind.REMOVE, Set.of("elsewhere"), 0)));
        publish(bus, "here");

        heard.awaitKeys("here");
        elsewhere.awaitKeys("elsewhere");
        assertThat(heard.messages().get(0).sequence()).isEqualTo(1);
        assertThat(elsewhere.messages().get(0).sequence()).isEqualTo(1);
    }

    @Test
    void listenersHearOneAtATimeAndInOrderWhateverTheSenders() {
        AtomicBoolean inside = new AtomicBoolean();
        AtomicBoolean overlapped = new AtomicBoolean();
        Heard first = new Heard(patience(), message -> {
            overlapped.compareAndSet(false, !inside.compareAndSet(false, true));
            inside.set(message.toString().isEmpty()); // false, after a moment's work
        });
        listen(other, SPACE, first);
        Heard second = subscribe(bus, SPACE);
        int each = 50;

        Crowd.each(thread -> {
            for (int i = 0; i < each; i++) {
                publish(thread % 2 == 0 ? bus : other, thread + "/" + i);
            }
        });

        first.awaitCount(Crowd.SIZE * each);
        second.awaitCount(Crowd.SIZE * each);
        assertThat(overlapped).as("two messages at once").isFalse();
        assertThat(first.messages())
                .extracting(Invalidation::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(second.messages()).as("the same numbers for all").isEqualTo(first.messages());
        assertThat(first.doubts()).isEmpty();
    }

    @Test
    void aThrowingListenerHarmsNobody() {
        List<String> unreliable = new CopyOnWriteArrayList<>();
        AtomicBoolean doubted = new AtomicBoolean();
        listen(bus, SPACE, new InvalidationBus.Listener() {
            @Override
            public void onInvalidation(Invalidation message) {
                unreliable.addAll(message.keys());
                throw new AssertionError("a listener's own failure");
            }

            @Override
            public void onDoubt(String reason) {
                doubted.set(true);
                throw new IllegalStateException("a listener's own failure");
            }
        });
        Heard heard = subscribe(bus, SPACE);

        publish(bus, "1");
        publish(bus, "2");

        heard.awaitKeys("1", "2");
        soon().until(() -> unreliable.contains("2") || doubted.get());
    }

    @Test
    void aSlowListenerHoldsUpNobody() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Heard slow = new Heard(patience(), message -> {
            stuck.countDown();
            try {
                goOn.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        listen(bus, SPACE, slow);
        Heard heard = subscribe(bus, SPACE);
        int count = 500;
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < count; i++) {
                publish(bus, "" + i);
            }
        });
        try {
            soon().until(publishing::isDone);
            assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();

            heard.awaitCount(count);
        } finally {
            goOn.countDown();
        }

        soon().until(() -> slow.messages().size() == count || !slow.doubts().isEmpty());
        assertThat(slow.messages())
                .extracting(Invalidation::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aClosedSubscriptionHearsNoMore() {
        Heard ended = new Heard(patience());
        Subscription subscription = listen(bus, SPACE, ended);
        Heard heard = subscribe(bus, SPACE);
        publish(bus, "1");
        ended.awaitKeys("1");
        assertThat(subscription.isActive()).isTrue();

        subscription.close();
        subscription.close();
        publish(bus, "2");
        publish(bus, "3");

        heard.awaitKeys("1", "2", "3");
        assertThat(subscription.isActive()).isFalse();
        assertThat(ended.keys()).containsExactly("1");
    }

    @Test
    void theSameListenerMayListenTwice() {
        Heard twice = new Heard(patience());
        Subscription first = listen(bus, SPACE, twice);
        Subscription second = listen(bus, SPACE + "more:", twice);

        first.close();
        assertThat(second.isActive()).isTrue();
        Stages.answerOf(bus.publish(Invalidation.ofClear("node-1", SPACE + "more:", 1)));

        twice.awaitCount(1);
    }

    @Test
    void aLateSubscriberHearsWhatComesAfterIt() {
        Heard early = subscribe(bus, SPACE);
        publish(bus, "1");
        early.awaitKeys("1");

        Heard late = subscribe(other, SPACE);
        publish(bus, "2");

        late.awaitKeys("2");
        assertThat(late.messages().get(0).sequence()).isEqualTo(2);
    }

    @Test
    void aListenerMayEndItsSubscriptionAndPublish() {
        AtomicReference<@Nullable Subscription> own = new AtomicReference<>();
        CountDownLatch subscribed = new CountDownLatch(1);
        Heard heard = subscribe(bus, SPACE);
        own.set(listen(bus, SPACE, new Heard(patience(), message -> {
            try {
                subscribed.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Subscription mine = own.get();
            if (mine != null) {
                mine.close();
            }
            bus.publish(Invalidation.ofKeys("node-1", SPACE, Kind.REMOVE, Set.of("from a listener"), 0));
        })));
        subscribed.countDown();

        publish(bus, "1");

        heard.awaitKeys("1", "from a listener");
    }

    @Test
    void allowsSoManySubscribersAndSaysHowMany() {
        OptionalInt maximum = maximumSubscribers();
        assumeTrue(maximum.isPresent(), "the bus does not say how many subscribers it allows");
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < maximum.getAsInt(); i++) {
            all.add(listen(bus, SPACE, new Heard(patience())));
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> bus.subscribe(SPACE, new Heard(patience())))
                .withMessageContaining("" + maximum.getAsInt());

        all.get(0).close();
        all.get(0).close();
        assertThat(bus.subscribe(SPACE, new Heard(patience())).isActive()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> bus.subscribe(SPACE, new Heard(patience())));
    }

    @Test
    void tellsOfDoubtWhenMessagesWereLost() {
        Heard heard = subscribe(other, SPACE);
        publish(bus, "1");
        heard.awaitKeys("1");

        assumeTrue(loseMessages(), "this bus cannot be made to lose messages");

        soon().until(() -> !heard.doubts().isEmpty());
        assertThat(heard.doubts()).allSatisfy(reason -> assertThat(reason).isNotBlank());
        publish(bus, "after");
        soon().until(() -> heard.keys().contains("after"));
    }

    @Test
    void endsItsSubscriptionsWhenClosed() {
        Subscription subscription = listen(bus, SPACE, new Heard(patience()));

        bus.close();
        bus.close();

        soon().until(() -> !subscription.isActive());
        subscription.close();
    }

    @Test
    void refusesEverythingOnceClosed() {
        bus.close();

        Stages.failureOf(bus.publish(Invalidation.ofClear("node-1", SPACE, 1)));
        assertThatIllegalStateException().isThrownBy(() -> bus.subscribe(SPACE, new Heard(patience())));
    }

    private static void publish(InvalidationBus through, String key) {
        Stages.answerOf(through.publish(Invalidation.ofKeys("node-1", SPACE, Kind.REMOVE, Set.of(key), 0)));
    }

    private Heard subscribe(InvalidationBus to, String namespace) {
        Heard heard = new Heard(patience());
        listen(to, namespace, heard);
        return heard;
    }

    private Subscription listen(InvalidationBus to, String namespace, InvalidationBus.Listener listener) {
        Subscription subscription = Heard.awaitLive(to.subscribe(namespace, listener), time(), patience());
        if (listener instanceof Heard heard) {
            heard.withoutDoubts();
        }
        return subscription;
    }

    private ConditionFactory soon() {
        return await().atMost(patience()).pollInterval(Duration.ofMillis(2));
    }
}
