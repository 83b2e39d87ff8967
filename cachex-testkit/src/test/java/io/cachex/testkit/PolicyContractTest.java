package io.cachex.testkit;

import io.cachex.spi.Policy;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PolicyContractTest {

    private static volatile Function<FakeTime, Policy> subject = SimplePolicy::new;

    static final class Contract extends PolicyContract {

        private final FakeTime time = FakeTime.at(Long.MAX_VALUE - 1);

        @Override
        protected TimeSource time() {
            return time;
        }

        @Override
        protected Policy createPolicy() {
            return subject.apply(time);
        }
    }

    @AfterEach
    void forgetTheBug() {
        subject = SimplePolicy::new;
    }

    @Test
    void holdsForAPolicyThatDoesNothing() {
        Proof.of(Contract.class).holds();
    }

    @Test
    void holdsForARetryThatWaits() {
        subject = SimpleRetry::new;

        Proof.of(Contract.class).holds();
    }

    @Test
    void holdsForATimeout() {
        subject = SimpleTimeout::new;

        Proof.of(Contract.class).holds();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.subject;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        STARTS_TWICE("passesAnAnswerOn", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                super.execute(call);
                return super.execute(call);
            }
        }),
        LOSES_THE_ANSWER("passesAnAnswerOn", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                return super.execute(call).thenApply(answer -> null);
            }
        }),
        WAITS_FOR_THE_ANSWER("doesNotWaitForACallThatHangs", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                CompletionStage<R> stage = super.execute(call);
                try {
                    stage.toCompletableFuture().get(4, java.util.concurrent.TimeUnit.SECONDS);
                } catch (Exception e) {
                    return stage;
                }
                return stage;
            }
        }),
        FORGETS_WHAT_IS_LATE("passesALateAnswerOn", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                CompletableFuture<R> now = super.execute(call).toCompletableFuture();
                return now.isDone() ? now : CompletableFuture.failedFuture(new TimeoutException());
            }
        }),
        TAKES_NULL_FOR_A_FAILURE("takesNullForAnAnswer", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                return super.execute(call).thenApply(java.util.Objects::requireNonNull);
            }
        }),
        HIDES_THE_FAILURE("passesAFailureOn", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                return super.execute(call)
                        .exceptionallyCompose(e -> CompletableFuture.failedFuture(new IllegalStateException("failed")));
            }
        }),
        ANSWERS_NULL_FOR_A_FAILURE("passesALateFailureOn", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                return super.execute(call).exceptionally(e -> null);
            }
        }),
        LETS_EXCEPTIONS_THROUGH("takesWhatACallThrowsForAFailedStage", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                return call.start();
            }
        }),
        LETS_ERRORS_THROUGH("takesWhatACallThrowsForAFailedStage", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                try {
                    return call.start();
                } catch (RuntimeException e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        }),
        LETS_NULL_THROUGH("takesANullStageForAFailure", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                try {
                    return call.start();
                } catch (Throwable e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        }),
        THROWS_FOR_A_NULL_STAGE("takesANullStageForAFailure", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                CompletionStage<R> stage;
                try {
                    stage = call.start();
                } catch (Throwable e) {
                    return CompletableFuture.failedFuture(e);
                }
                return stage.thenApply(answer -> answer);
            }
        }),
        WAITS_ALTHOUGH_NO_TIME_REMAINS(
                "doesNotBeginWhatCannotFinishInTheTimeThatRemains", time -> new SimpleRetry(time) {
                    @Override
                    Duration pause() {
                        return Duration.ofNanos(1);
                    }
                }),
        LEAVES_ITS_TIMER("leavesNoTaskBehindWhenACallWentWell", time -> new SimpleTimeout(time) {
            @Override
            void end(TimeSource.Scheduled timer) {}
        }),
        MIXES_ANSWERS_UP("answersEachOfManyThreadsWithItsOwn", time -> new SimplePolicy(time) {
            private volatile Object last;

            @Override
            @SuppressWarnings("unchecked")
            public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
                return super.execute(call).thenApply(answer -> {
                    last = answer;
                    java.util.concurrent.locks.LockSupport.parkNanos(1);
                    return (R) last;
                });
            }
        }),
        CALLS_ON_ANOTHER_THREAD("runsBlockingCodeOnTheCallersThread", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> R call(Callable<R> callable) throws Exception {
                return CompletableFuture.supplyAsync(() -> {
                            try {
                                return callable.call();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .get();
            }
        }),
        REFUSES_A_NULL_ANSWER("blockingCodeMayAnswerNull", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> R call(Callable<R> callable) throws Exception {
                return java.util.Objects.requireNonNull(callable.call());
            }
        }),
        THROWS_THE_WRAPPER("throwsWhatBlockingCodeThrew", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> R call(Callable<R> callable) throws Exception {
                return execute(Call.of(callable)).toCompletableFuture().join();
            }
        }),
        SWALLOWS_THE_EXCEPTION("throwsWhatBlockingCodeThrew", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> R call(Callable<R> callable) throws Exception {
                try {
                    return callable.call();
                } catch (Exception e) {
                    return null;
                }
            }
        }),
        LOSES_AN_INTERRUPT("doesNotLoseAnInterrupt", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> R call(Callable<R> callable) throws Exception {
                try {
                    return callable.call();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }),
        IGNORES_AN_INNER_POLICY("runsAnotherPolicyInside", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
                return execute(call);
            }
        }),
        HIDES_THE_DEADLINE("runsAnotherPolicyInside", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
                return execute(() -> inner.execute(call::start));
            }
        }),
        STARTS_THE_CALL_ITSELF(
                "takesWhatACallInsideAnotherPolicyThrowsForAFailedStage", time -> new SimplePolicy(time) {
                    @Override
                    public <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
                        return call.start();
                    }
                }),
        CALLS_WITHOUT_THE_INNER_POLICY("runsBlockingCodeInsideAnotherPolicy", time -> new SimplePolicy(time) {
            @Override
            public <R extends @Nullable Object> R call(Policy inner, Callable<R> callable) throws Exception {
                return callable.call();
            }
        }),
        HAS_NO_NAME("namesItself", time -> new SimplePolicy(time) {
            @Override
            public String toString() {
                return getClass().getSimpleName() + "@" + Integer.toHexString(hashCode());
            }
        });

        private final String test;
        private final Function<FakeTime, Policy> subject;

        Bug(String test, Function<FakeTime, Policy> subject) {
            this.test = test;
            this.subject = subject;
        }
    }

    /** Lets every call through; right, and small. */
    private static class SimplePolicy implements Policy {

        final FakeTime time;

        SimplePolicy(FakeTime time) {
            this.time = time;
        }

        @Override
        public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
            try {
                CompletionStage<R> stage = call.start();
                return stage != null ? stage : CompletableFuture.failedFuture(new NullPointerException("no stage"));
            } catch (Throwable e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        @Override
        public String toString() {
            return "simple()";
        }
    }

    /** Starts a call again, up to three times, each time a second later. */
    private static class SimpleRetry extends SimplePolicy {

        SimpleRetry(FakeTime time) {
            super(time);
        }

        @Override
        public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
            return attempt(call, 1);
        }

        private <R extends @Nullable Object> CompletionStage<R> attempt(Call<R> call, int number) {
            CompletableFuture<R> result = new CompletableFuture<>();
            super.execute(call).whenComplete((answer, failure) -> {
                if (failure == null) {
                    result.complete(answer);
                } else if (number == 4 || call.remainingNanos() < pause().toNanos()) {
                    result.completeExceptionally(failure);
                } else {
                    time.schedule(
                            pause(),
                            () -> attempt(call, number + 1).whenComplete((later, again) -> {
                                if (again == null) {
                                    result.complete(later);
                                } else {
                                    result.completeExceptionally(again);
                                }
                            }));
                }
            });
            return result;
        }

        Duration pause() {
            return Duration.ofSeconds(1);
        }
    }

    /** Gives up after a second. */
    private static class SimpleTimeout extends SimplePolicy {

        SimpleTimeout(FakeTime time) {
            super(time);
        }

        @Override
        public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
            CompletableFuture<R> result = new CompletableFuture<>();
            TimeSource.Scheduled timer = time.schedule(
                    Duration.ofSeconds(1), () -> result.completeExceptionally(new TimeoutException("1 s")));
            super.execute(call).whenComplete((answer, failure) -> {
                end(timer);
                if (failure == null) {
                    result.complete(answer);
                } else {
                    result.completeExceptionally(failure);
                }
            });
            return result;
        }

        void end(TimeSource.Scheduled timer) {
            timer.cancel();
        }
    }
}
