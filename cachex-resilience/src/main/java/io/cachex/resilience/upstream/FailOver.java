package io.cachex.resilience.upstream;

import io.cachex.Failures;
import io.cachex.LoadContext;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One load that holds no thread, from one upstream to the next. Cancelling it cancels the attempt under way.
 *
 * <p>An attempt that follows a failed one starts on the executor: the failure may have come on the event loop of another
 * upstream's client.
 */
final class FailOver<T> extends CompletableFuture<@Nullable T> {

    private final Upstreams<T> upstreams;
    private final UpstreamRules rules;
    private final String key;
    private final LoadContext<T> context;
    private final Executor executor;
    private final Iterator<Member<T>> members;
    private final Outcomes outcomes = new Outcomes();
    private volatile @Nullable CompletableFuture<?> attempt;

    FailOver(
            Upstreams<T> upstreams,
            UpstreamRules rules,
            String key,
            LoadContext<T> context,
            Executor executor,
            Iterator<Member<T>> members) {
        this.upstreams = upstreams;
        this.rules = rules;
        this.key = key;
        this.context = context;
        this.executor = executor;
        this.members = members;
    }

    /** Asks the next one; fails if there is none, or no time. Never throws. */
    void next() {
        if (!members.hasNext() || outcomes.isTooLate(context)) {
            completeExceptionally(upstreams.failure(outcomes));
            return;
        }
        CompletableFuture<@Nullable T> stage = members.next().start(key, context, executor);
        attempt = stage;
        if (isDone()) {
            stage.cancel(true); // the load was cancelled before it could see the attempt
        }
        stage.whenComplete(this::ended);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean isCancelled = super.cancel(mayInterruptIfRunning);
        CompletableFuture<?> running = attempt;
        if (isCancelled && running != null) {
            running.cancel(mayInterruptIfRunning);
        }
        return isCancelled;
    }

    private void ended(@Nullable T value, @Nullable Throwable thrown) {
        if (thrown == null) {
            complete(value);
            return;
        }
        Throwable failure = Failures.unwrap(thrown);
        if (isDone() || !rules.isNoAnswer(failure)) {
            completeExceptionally(failure);
            return;
        }
        outcomes.add(failure);
        try {
            executor.execute(this::next);
        } catch (RuntimeException e) { // full, or shut down by a close: the load ends as it ends
            next();
        }
    }
}
