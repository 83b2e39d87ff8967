package io.cachex.resilience;

import io.cachex.spi.Policy;
import java.util.concurrent.CompletionStage;

/** A user's policy that throws, which no policy should. */
final class BrokenPolicy implements Policy {

    @Override
    public <R> CompletionStage<R> execute(Call<R> call) {
        throw new UncheckedFailure();
    }

    /** What it throws: nothing is known about it. */
    static final class UncheckedFailure extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
