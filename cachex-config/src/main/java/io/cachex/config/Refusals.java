package io.cachex.config;

import io.cachex.ConfigurationException;

/** What a builder or a section says of a value that it does not take. */
final class Refusals {

    private Refusals() {}

    /** The message; of what is no {@link ConfigurationException} also its type, for then somebody forgot to check. */
    static String words(RuntimeException refusal) {
        String message = refusal.getMessage() == null ? "is refused" : refusal.getMessage();
        return refusal instanceof ConfigurationException
                ? message
                : refusal.getClass().getSimpleName() + ": " + message;
    }
}
