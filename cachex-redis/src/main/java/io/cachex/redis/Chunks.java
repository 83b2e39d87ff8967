package io.cachex.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Large batches in parts, one after the other, so that nothing else waits long for its turn at the server. */
final class Chunks {

    private Chunks() {}

    /**
     * The parts.
     *
     * @param most how many there may be in one
     * @param bytes how heavy one is
     * @param mostBytes how heavy they may be together, if there is more than one
     */
    static <E> List<List<E>> of(Collection<E> all, int most, ToLongFunction<E> bytes, long mostBytes) {
        List<List<E>> chunks = new ArrayList<>();
        List<E> chunk = new ArrayList<>(Math.min(all.size(), most));
        long sum = 0;
        for (E one : all) {
            long size = bytes.applyAsLong(one);
            if (!chunk.isEmpty() && (chunk.size() == most || sum + size > mostBytes)) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
                sum = 0;
            }
            chunk.add(one);
            sum += size;
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    static <E> List<List<E>> of(Collection<E> all, int most) {
        return of(all, most, one -> 0, 1);
    }

    /** All answers when the last has come, null for those that failed; failed if all did. */
    static <R> CompletableFuture<List<@Nullable R>> settled(List<CompletableFuture<R>> answers) {
        CompletableFuture<?>[] all = answers.toArray(new CompletableFuture<?>[0]);
        return CompletableFuture.allOf(all)
                .exceptionallyCompose(
                        failure -> Arrays.stream(all).allMatch(CompletableFuture::isCompletedExceptionally)
                                ? CompletableFuture.failedFuture(failure)
                                : CompletableFuture.completedFuture(null))
                .thenApply(done -> {
                    List<@Nullable R> settled = new ArrayList<>(answers.size());
                    answers.forEach(answer -> settled.add(answer.isCompletedExceptionally() ? null : answer.join()));
                    return settled;
                });
    }

    /** Runs a step for each part, each when the one before has ended well. */
    static <E> CompletableFuture<Void> each(List<E> parts, Function<E, CompletableFuture<?>> step) {
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (E part : parts) {
            last = last.isDone() && !last.isCompletedExceptionally()
                    ? step.apply(part)
                    : last.thenCompose(before -> step.apply(part));
        }
        return last.thenAccept(ignored -> {});
    }
}
