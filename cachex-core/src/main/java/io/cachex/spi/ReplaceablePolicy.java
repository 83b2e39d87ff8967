package io.cachex.spi;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A policy whose inside can be exchanged while it is in use: settings that change at run time. A call goes by what is inside
 * when it begins, to its end; what begins after {@link #replace} goes by the new one.
 *
 * <p>What the old one knew, such as the failures that a breaker counted, goes with it. In a list, a store's reads go through
 * what is inside by its own {@link #forReads()} at each call, so this too may change. Safe for many threads; costs a call one
 * volatile read and allocates nothing. Prints as what is inside.
 */
public final class ReplaceablePolicy implements Policy {

    private final Inside inside;
    private final boolean onlyForReads;

    /** What two views look at: all calls, and a store's reads. */
    private static final class Inside {
        volatile Policy forAll = Policy.none();
        volatile Policy forReads = Policy.none();
    }

    private ReplaceablePolicy(Inside inside, boolean onlyForReads) {
        this.inside = inside;
        this.onlyForReads = onlyForReads;
    }

    /** Begins with this inside; {@link Policy#none()} and {@link Policy#all} may be. */
    public static ReplaceablePolicy of(Policy first) {
        ReplaceablePolicy policy = new ReplaceablePolicy(new Inside(), false);
        policy.replace(first);
        return policy;
    }

    /** What is inside now. */
    public Policy current() {
        return onlyForReads ? inside.forReads : inside.forAll;
    }

    /**
     * Puts another policy inside, for the calls that begin from now on.
     *
     * @throws IllegalArgumentException if it is, or has in its list, one that is replaceable: there is one place to exchange it
     */
    public void replace(Policy next) {
        Objects.requireNonNull(next, "next");
        List<Policy> parts = PolicyList.parts(List.of(next));
        if (parts.stream().anyMatch(ReplaceablePolicy.class::isInstance)) {
            throw new IllegalArgumentException("next must not be replaceable itself: " + next);
        }
        inside.forAll = next;
        inside.forReads = Policy.allForReads(parts);
    }

    /** The same place for reads alone: what is inside, without what reads do not go through. */
    Policy onlyForReads() {
        return new ReplaceablePolicy(inside, true);
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
        return current().execute(call);
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Policy inner, Call<R> call) {
        Policy now = current();
        if (now != Policy.none()) {
            return now.execute(inner, call);
        }
        try {
            return inner.execute(call); // spares the wrapper that none makes
        } catch (Throwable e) { // a user's policy that breaks its promise
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public <R extends @Nullable Object> R call(Callable<R> callable) throws Exception {
        return current().call(callable);
    }

    @Override
    public <R extends @Nullable Object> R call(Policy inner, Callable<R> callable) throws Exception {
        return current().call(inner, callable);
    }

    /** Whether reads go through any of what is inside now. */
    @Override
    public boolean forReads() {
        return inside.forReads != Policy.none();
    }

    @Override
    public String toString() {
        return current().toString();
    }
}
