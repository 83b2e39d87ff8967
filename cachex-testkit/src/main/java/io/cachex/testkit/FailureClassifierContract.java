package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.FailureClass;
import io.cachex.spi.FailureClassifier;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What every {@link FailureClassifier} must do. Extend it and say which one. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class FailureClassifierContract {

    @SuppressWarnings("NullAway.Init") // set before each test
    private FailureClassifier classifier;

    /** For subclasses. */
    protected FailureClassifierContract() {}

    /** The classifier. Called once for each test. */
    protected abstract FailureClassifier createClassifier();

    /** Failures of the callee that the classifier is there for; none by default. */
    protected List<Throwable> samples() {
        return List.of();
    }

    @BeforeEach
    final void makeClassifier() {
        classifier = createClassifier();
    }

    @Test
    void classifiesEverything() {
        for (Throwable failure : failures()) {
            assertThat(classifier.classify(failure)).as("%s", failure).isNotNull();
        }
    }

    @Test
    void looksThroughWrappers() {
        for (Throwable failure : failures()) {
            FailureClass bare = classifier.classify(failure);

            assertThat(classifier.classify(new CompletionException(failure)))
                    .as("%s in a CompletionException", failure)
                    .isEqualTo(bare);
            assertThat(classifier.classify(new ExecutionException(new CompletionException("wrapped", failure))))
                    .as("%s in two wrappers", failure)
                    .isEqualTo(bare);
        }
    }

    @Test
    void knowsACallerWhoGaveUp() {
        for (Throwable failure : List.of(new CancellationException(), new InterruptedException())) {
            assertThat(classifier.classify(failure))
                    .as("%s, which must be neither repeated nor blamed on the callee", failure)
                    .isEqualTo(FailureClass.CANCELLED);
        }
    }

    @Test
    void survivesCausesThatFormALoop() {
        IOException outer = new IOException("outer");
        IllegalStateException inner = new IllegalStateException("inner", outer);
        outer.initCause(inner);

        assertThat(classifier.classify(outer)).isNotNull();
        assertThat(classifier.classify(inner)).isNotNull();
        CompletionException wrapper = new CompletionException("wrapper", inner);
        ExecutionException loop = new ExecutionException("loop", null) {
            private static final long serialVersionUID = 1;

            @Override
            public synchronized Throwable getCause() {
                return this;
            }
        };
        assertThat(classifier.classify(wrapper)).isNotNull();
        assertThat(classifier.classify(loop)).isNotNull();
    }

    @Test
    void survivesADeepChainOfCauses() {
        Throwable deep = new IOException("root");
        for (int i = 0; i < 100_000; i++) {
            deep = i % 2 == 0 ? new RuntimeException((String) null, deep) : new CompletionException(deep);
        }

        assertThat(classifier.classify(deep)).isNotNull();
    }

    @Test
    void manyThreadsMayUseIt() {
        List<Throwable> failures = failures();
        List<FailureClass> expected =
                failures.stream().map(classifier::classify).toList();

        Crowd.each(thread -> {
            for (int i = 0; i < 200; i++) {
                assertThat(failures.stream().map(classifier::classify).toList()).isEqualTo(expected);
            }
        });
    }

    private List<Throwable> failures() {
        List<Throwable> all = new ArrayList<>(samples());
        all.addAll(List.of(
                new IOException("away"),
                new ConnectException(),
                new TimeoutException(),
                new NoSuchElementException(),
                new IllegalArgumentException(""),
                new RuntimeException(),
                new RuntimeException((Throwable) null),
                new Exception("unheard of"),
                new OutOfMemoryError(),
                new StackOverflowError(),
                new AssertionError(),
                new Throwable()));
        return all;
    }
}
