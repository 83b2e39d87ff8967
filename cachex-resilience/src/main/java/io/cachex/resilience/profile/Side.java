package io.cachex.resilience.profile;

/** Around which calls a policy stands. Each has an instance of its own: a slow origin never opens the store's breaker. */
enum Side {
    STORE("store"),
    LOADER("loader");

    private final String word;

    Side(String word) {
        this.word = word;
    }

    /** In paths and names. */
    String word() {
        return word;
    }
}
