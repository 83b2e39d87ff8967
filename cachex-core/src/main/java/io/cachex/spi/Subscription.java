package io.cachex.spi;

/** Something one listens to until {@link #close()}. */
public interface Subscription extends AutoCloseable {

    /** Whether messages still arrive. */
    boolean isActive();

    /** Stops listening. Idempotent; a message under way may still arrive. */
    @Override
    void close();
}
