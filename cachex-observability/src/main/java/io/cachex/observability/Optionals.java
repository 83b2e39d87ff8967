package io.cachex.observability;

/** Which optional libraries are there. What needs one stands in classes of its own, loaded only then. */
final class Optionals {

    private static final boolean RESILIENCE = isThere("io.cachex.resilience.CircuitBreaker");

    private Optionals() {}

    static boolean hasResilience() {
        return RESILIENCE;
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, Optionals.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
