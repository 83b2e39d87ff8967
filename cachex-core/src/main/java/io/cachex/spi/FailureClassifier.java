package io.cachex.spi;

/** Tells failures apart. Must not throw; called by many threads at once. */
@FunctionalInterface
public interface FailureClassifier {

    /** The class of this failure; wrappers such as {@code CompletionException} may still be around it. */
    FailureClass classify(Throwable failure);
}
