package io.cachex.spi;

import java.util.concurrent.CompletionStage;

/** Tells how a part of a service is. Asked again and again, by one thread at a time. */
public interface HealthCheck {

    /** The part's name, for people and for metrics; always the same. */
    String name();

    /** How much depends on the part; always the same. */
    Criticality criticality();

    /**
     * Looks. Must not block; a stage that fails means unhealthy, and so does what this throws. The stage is cancelled when its
     * time is over.
     */
    CompletionStage<Health> check();
}
