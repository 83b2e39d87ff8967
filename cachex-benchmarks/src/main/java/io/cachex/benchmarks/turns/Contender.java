package io.cachex.benchmarks.turns;

import org.jspecify.annotations.Nullable;

/** Who is measured, and what it is asked to do over and over. */
public record Contender(String name, Operation operation) {

    /** One operation. */
    public interface Operation {

        /**
         * Does it once.
         *
         * @param thread which of the threads this is, from 0
         * @return its answer; null if it has none where there should be one, which counts as a failure
         * @throws Exception also a failure
         */
        @Nullable
        Object run(int thread) throws Exception;
    }
}
