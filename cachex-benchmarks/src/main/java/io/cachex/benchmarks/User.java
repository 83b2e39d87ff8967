package io.cachex.benchmarks;

/** The value in the caches. */
public record User(int id, String name) {

    static final User LOADED = new User(0, "somebody");
}
