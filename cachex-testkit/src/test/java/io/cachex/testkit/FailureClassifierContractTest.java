package io.cachex.testkit;

import io.cachex.Failures;
import io.cachex.spi.FailureClass;
import io.cachex.spi.FailureClassifier;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FailureClassifierContractTest {

    private static volatile FailureClassifier subject = Failures.standard();

    static final class Contract extends FailureClassifierContract {
        @Override
        protected FailureClassifier createClassifier() {
            return subject;
        }
    }

    @AfterEach
    void forgetTheBug() {
        subject = Failures.standard();
    }

    @Test
    void holdsForTheStandardClassifier() {
        Proof.of(Contract.class).holds();
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.subject;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        TAKES_A_MESSAGE_FOR_GRANTED(
                "classifiesEverything",
                failure -> failure.getMessage().contains("busy")
                        ? FailureClass.TRANSIENT
                        : Failures.standard().classify(failure)),
        ANSWERS_NULL("classifiesEverything", failure -> {
            FailureClass known = Failures.standard().classify(failure);
            return known == FailureClass.UNKNOWN ? null : known;
        }),
        DOES_NOT_UNWRAP(
                "looksThroughWrappers",
                failure -> failure instanceof java.io.IOException
                        ? FailureClass.OUTAGE
                        : failure instanceof java.util.concurrent.CancellationException
                                        || failure instanceof InterruptedException
                                ? FailureClass.CANCELLED
                                : FailureClass.UNKNOWN),
        UNWRAPS_ONCE(
                "looksThroughWrappers",
                failure -> Failures.standard()
                        .classify(
                                failure instanceof java.util.concurrent.CompletionException
                                        ? failure.getCause()
                                        : failure instanceof java.util.concurrent.ExecutionException
                                                ? new IllegalArgumentException()
                                                : failure)),
        BLAMES_THE_CALLEE_FOR_A_CANCEL(
                "knowsACallerWhoGaveUp",
                failure -> Failures.standard().classify(failure) == FailureClass.CANCELLED
                        ? FailureClass.OUTAGE
                        : Failures.standard().classify(failure)),
        KNOWS_ONLY_INTERRUPTS(
                "knowsACallerWhoGaveUp",
                failure -> failure instanceof java.util.concurrent.CancellationException
                        ? FailureClass.UNKNOWN
                        : Failures.standard().classify(failure)),
        RUNS_IN_CIRCLES("survivesCausesThatFormALoop", FailureClassifierContractTest::byRoot),
        RECURSES("survivesADeepChainOfCauses", FailureClassifierContractTest::byRoot),
        REMEMBERS("manyThreadsMayUseIt", new FailureClassifier() {
            private final Map<Throwable, FailureClass> known = new HashMap<>();
            private int calls;

            @Override
            public FailureClass classify(Throwable failure) {
                known.put(failure, Failures.standard().classify(failure));
                return calls++ > 1_000 ? FailureClass.UNKNOWN : known.get(failure);
            }
        });

        private final String test;
        private final FailureClassifier subject;

        Bug(String test, FailureClassifier subject) {
            this.test = test;
            this.subject = subject;
        }
    }

    private static FailureClass byRoot(Throwable failure) {
        return failure.getCause() != null ? byRoot(failure.getCause()) : FailureClass.UNKNOWN;
    }
}
