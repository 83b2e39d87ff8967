package io.cachex.testkit;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class InvalidationBusContractTest {

    private static final Supplier<SimpleBus> RIGHT = () -> new SimpleBus(50);

    private static volatile Supplier<SimpleBus> subject = RIGHT;

    static final class Contract extends InvalidationBusContract {

        private SimpleBus bus;

        @Override
        protected InvalidationBus createBus() {
            bus = subject.get();
            return bus;
        }

        @Override
        protected OptionalInt maximumSubscribers() {
            return OptionalInt.of(50);
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(subject == RIGHT ? 10_000 : 300);
        }

        @Override
        protected boolean loseMessages() {
            bus.lose();
            return true;
        }
    }

    @AfterEach
    void forgetTheBug() {
        subject = RIGHT;
    }

    @Test
    void holdsForARightBus() {
        Proof.of(Contract.class).holds();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.subject;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        DOES_NOT_TELL_THE_SENDER_OTHERS("everySubscriberOfTheNamespaceHears", () -> new SimpleBus(50) {
            @Override
            synchronized void deliver(Invalidation message) {
                Invalidation numbered = message.numbered(sequences.merge(message.namespace(), 1L, Long::sum));
                subscribers.stream().limit(1).forEach(one -> hand(one, numbered));
            }
        }),
        FORGETS_THE_VERSION("carriesWholeMessages", () -> new SimpleBus(50) {
            @Override
            synchronized void deliver(Invalidation m) {
                super.deliver(new Invalidation(
                        m.source(), m.namespace(), 0, 0, m.kind(), m.keys(), m.tags(), m.generation()));
            }
        }),
        FORGETS_THE_GENERATION("carriesWholeMessages", () -> new SimpleBus(50) {
            @Override
            synchronized void deliver(Invalidation m) {
                super.deliver(
                        new Invalidation(m.source(), m.namespace(), 0, m.version(), m.kind(), m.keys(), m.tags(), 0));
            }
        }),
        SENDS_ONE_MESSAGE_PER_KEY("carriesWholeMessages", () -> new SimpleBus(50) {
            @Override
            synchronized void deliver(Invalidation m) {
                if (m.keys().size() < 2) {
                    super.deliver(m);
                } else {
                    m.keys()
                            .forEach(key -> super.deliver(Invalidation.ofKeys(
                                    m.source(), m.namespace(), m.kind(), Set.of(key), m.version())));
                }
            }
        }),
        COUNTS_FROM_ZERO("numbersTheMessagesOfANamespaceFromOneWithoutGaps", () -> new SimpleBus(50) {
            @Override
            void hear(Subscriber one, Invalidation m) {
                super.hear(one, m.numbered(m.sequence() - 1));
            }
        }),
        DOES_NOT_NUMBER("numbersTheMessagesOfANamespaceFromOneWithoutGaps", () -> new SimpleBus(50) {
            @Override
            void hear(Subscriber one, Invalidation m) {
                super.hear(one, m.numbered(0));
            }
        }),
        NUMBERS_PER_SUBSCRIBER("listenersHearOneAtATimeAndInOrderWhateverTheSenders", () -> new SimpleBus(50) {
            private long number;

            @Override
            void hand(Subscriber one, Invalidation m) {
                super.hand(one, m.numbered(++number));
            }
        }),
        NUMBERS_ALL_NAMESPACES_TOGETHER("namespacesAreApart", () -> new SimpleBus(50) {
            @Override
            String spaceOf(String namespace) {
                return "";
            }
        }),
        TELLS_ALL_NAMESPACES("namespacesAreApart", () -> new SimpleBus(50) {
            @Override
            synchronized void deliver(Invalidation message) {
                Invalidation numbered = message.numbered(sequences.merge(message.namespace(), 1L, Long::sum));
                subscribers.forEach(one -> hand(one, numbered));
            }
        }),
        TELLS_BY_PREFIX("namespacesAreApart", () -> new SimpleBus(50) {
            @Override
            synchronized void deliver(Invalidation message) {
                Invalidation numbered = message.numbered(sequences.merge(message.namespace(), 1L, Long::sum));
                subscribers.stream()
                        .filter(one -> message.namespace().startsWith(one.namespace))
                        .forEach(one -> hand(one, numbered));
            }
        }),
        DELIVERS_ON_MANY_THREADS("listenersHearOneAtATimeAndInOrderWhateverTheSenders", () -> new SimpleBus(50) {
            private final ExecutorService threads = SimpleBus.threads(4);

            @Override
            void hand(Subscriber one, Invalidation m) {
                threads.execute(() -> {
                    if (m.sequence() % 2 == 0) {
                        LockSupport.parkNanos(1_000);
                    }
                    hear(one, m);
                });
            }

            @Override
            public void close() {
                super.close();
                threads.shutdown();
            }
        }),
        NUMBERS_AND_THEN_DELIVERS("listenersHearOneAtATimeAndInOrderWhateverTheSenders", () -> new SimpleBus(50) {
            @Override
            void deliver(Invalidation message) {
                Invalidation numbered = message.numbered(sequences.merge(message.namespace(), 1L, Long::sum));
                LockSupport.parkNanos(1);
                subscribers.stream()
                        .filter(one -> one.namespace.equals(message.namespace()))
                        .forEach(one -> hand(one, numbered));
            }
        }),
        DELIVERS_ON_THE_SENDERS_THREAD("aSlowListenerHoldsUpNobody", () -> new SimpleBus(50) {
            @Override
            void hand(Subscriber one, Invalidation m) {
                hear(one, m);
            }
        }),
        DELIVERS_ON_ONE_THREAD("aSlowListenerHoldsUpNobody", () -> new SimpleBus(50) {
            private final ExecutorService thread = SimpleBus.threads(1);

            @Override
            void hand(Subscriber one, Invalidation m) {
                thread.execute(() -> {
                    try {
                        hear(one, m);
                    } catch (Throwable e) {
                        one.listener.onDoubt(e.toString());
                    }
                });
            }

            @Override
            public void close() {
                super.close();
                thread.shutdown();
            }
        }),
        LETS_A_LISTENER_STOP_THE_REST("aThrowingListenerHarmsNobody", () -> new SimpleBus(50) {
            @Override
            void hand(Subscriber one, Invalidation m) {
                hear(one, m);
            }
        }),
        GIVES_UP_A_THROWING_LISTENER("aThrowingListenerHarmsNobody", () -> new SimpleBus(50) {
            @Override
            void hear(Subscriber one, Invalidation m) {
                try {
                    super.hear(one, m);
                } catch (Throwable e) {
                    one.close();
                }
            }
        }),
        DROPS_FOR_A_SLOW_LISTENER_IN_SILENCE("aSlowListenerHoldsUpNobody", () -> new SimpleBus(50) {
            private final Queue<Subscriber> busy = new ArrayDeque<>();

            @Override
            void hand(Subscriber one, Invalidation m) {
                synchronized (busy) {
                    if (busy.stream().filter(other -> other == one).count() > 20) {
                        return;
                    }
                    busy.add(one);
                }
                one.thread.execute(() -> {
                    try {
                        hear(one, m);
                    } finally {
                        synchronized (busy) {
                            busy.remove(one);
                        }
                    }
                });
            }
        }),
        GOES_ON_AFTER_CLOSE("aClosedSubscriptionHearsNoMore", () -> new SimpleBus(50) {
            @Override
            public synchronized Subscription subscribe(String namespace, Listener listener) {
                Subscription one = super.subscribe(namespace, listener);
                return new Subscription() {
                    private volatile boolean open = true;

                    @Override
                    public boolean isActive() {
                        return open && one.isActive();
                    }

                    @Override
                    public void close() {
                        open = false;
                    }
                };
            }
        }),
        SAYS_IT_IS_STILL_ACTIVE("aClosedSubscriptionHearsNoMore", () -> new SimpleBus(50) {
            @Override
            public synchronized Subscription subscribe(String namespace, Listener listener) {
                Subscription one = super.subscribe(namespace, listener);
                return new Subscription() {
                    @Override
                    public boolean isActive() {
                        return true;
                    }

                    @Override
                    public void close() {
                        one.close();
                    }
                };
            }
        }),
        CLOSES_BY_LISTENER("theSameListenerMayListenTwice", () -> new SimpleBus(50) {
            @Override
            public synchronized Subscription subscribe(String namespace, Listener listener) {
                Subscription one = super.subscribe(namespace, listener);
                return new Subscription() {
                    @Override
                    public boolean isActive() {
                        return one.isActive();
                    }

                    @Override
                    public void close() {
                        subscribers.removeIf(other -> other.listener == listener);
                    }
                };
            }
        }),
        REPLAYS("aLateSubscriberHearsWhatComesAfterIt", () -> new SimpleBus(50) {
            private final Queue<Invalidation> past = new ArrayDeque<>();

            @Override
            void hear(Subscriber one, Invalidation m) {
                past.add(m);
                super.hear(one, m);
            }

            @Override
            public synchronized Subscription subscribe(String namespace, Listener listener) {
                past.forEach(listener::onInvalidation);
                return super.subscribe(namespace, listener);
            }
        }),
        ALLOWS_ANY_NUMBER("allowsSoManySubscribersAndSaysHowMany", () -> new SimpleBus(Integer.MAX_VALUE)),
        DOES_NOT_SAY_HOW_MANY("allowsSoManySubscribersAndSaysHowMany", () -> new SimpleBus(50) {
            @Override
            public synchronized Subscription subscribe(String namespace, Listener listener) {
                if (subscribers.size() >= maximum) {
                    throw new IllegalStateException("too many");
                }
                return super.subscribe(namespace, listener);
            }
        }),
        FREES_A_PLACE_TWICE("allowsSoManySubscribersAndSaysHowMany", () -> new SimpleBus(Integer.MAX_VALUE) {
            private int count;

            @Override
            public synchronized Subscription subscribe(String namespace, Listener listener) {
                if (count >= 50) {
                    throw new IllegalStateException("at most 50");
                }
                count++;
                Subscription one = super.subscribe(namespace, listener);
                return new Subscription() {
                    @Override
                    public boolean isActive() {
                        return one.isActive();
                    }

                    @Override
                    public void close() {
                        count--;
                        one.close();
                    }
                };
            }
        }),
        SAYS_NOTHING_OF_A_LOSS("tellsOfDoubtWhenMessagesWereLost", () -> new SimpleBus(50) {
            @Override
            void lose() {}
        }),
        LEAVES_SUBSCRIPTIONS_OPEN("endsItsSubscriptionsWhenClosed", () -> new SimpleBus(50) {
            @Override
            public void close() {
                closed = true;
            }
        }),
        PUBLISHES_WHEN_CLOSED("refusesEverythingOnceClosed", () -> new SimpleBus(50) {
            @Override
            public void close() {
                subscribers.forEach(Subscriber::close);
            }
        }),
        THROWS_WHEN_CLOSED("refusesEverythingOnceClosed", () -> new SimpleBus(50) {
            @Override
            public CompletionStage<Void> publish(Invalidation message) {
                if (closed) {
                    throw new IllegalStateException("closed");
                }
                return super.publish(message);
            }
        });

        private final String test;
        private final Supplier<SimpleBus> subject;

        Bug(String test, Supplier<SimpleBus> subject) {
            this.test = test;
            this.subject = subject;
        }
    }
}
