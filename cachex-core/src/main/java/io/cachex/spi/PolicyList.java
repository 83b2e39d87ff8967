package io.cachex.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A policy around the rest of a list, as a cell of a linked list.
 *
 * <p>A cell hands its policy the rest and the caller's own call. So nothing is wrapped and nothing is allocated on the
 * way in, whatever the length of the list.
 */
final class PolicyList implements Policy {

    private final Policy outer;
    private final Policy inner;

    private PolicyList(Policy outer, Policy inner) {
        this.outer = outer;
        this.inner = inner;
    }

    static Policy of(List<? extends Policy> outermostFirst) {
        List<Policy> parts = parts(outermostFirst);
        if (parts.isEmpty()) {
            return Policy.none();
        }
        Policy list = parts.get(parts.size() - 1);
        for (int i = parts.size() - 2; i >= 0; i--) {
            list = new PolicyList(parts.get(i), list);
        }
        return list;
    }

    /** The policies without the lists around them. */
    static List<Policy> parts(List<? extends Policy> policies) {
        List<Policy> parts = new ArrayList<>();
        for (Policy policy : policies) {
            Policy rest = policy;
            while (rest instanceof PolicyList list) {
                parts.add(list.outer);
                rest = list.inner;
            }
            if (rest != Policy.none()) {
                parts.add(rest);
            }
        }
        return parts;
    }

    @Override
    public <R extends @Nullable Object> CompletionStage<R> execute(Call<R> call) {
        return outer.execute(inner, call);
    }

    @Override
    public <R extends @Nullable Object> R call(Callable<R> callable) throws Exception {
        return outer.call(inner, callable);
    }

    /** Whether reads go through any of them; {@link Policy#allForReads} picks those. */
    @Override
    public boolean forReads() {
        return outer.forReads() || inner.forReads();
    }

    @Override
    public String toString() {
        String first = outer.toString();
        String rest = inner.toString();
        String none = Policy.none().toString(); // what can be replaced may have nothing inside
        return first.equals(none) ? rest : rest.equals(none) ? first : first + " > " + rest;
    }

    /** A call with a policy around it, for policies that know of no inner one. */
    record InnerCall<R extends @Nullable Object>(Policy inner, Call<R> call) implements Call<R> {

        @Override
        public CompletionStage<R> start() {
            return inner.execute(call);
        }

        @Override
        public long remainingNanos() {
            return call.remainingNanos();
        }
    }
}
