package io.cachex.redis;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request under way: ended by the answer, by the end of the connection, or by its deadline, whichever is first.
 *
 * @param <T> what is answered
 */
final class Sent<T> extends CompletableFuture<T> implements BiConsumer<T, @Nullable Throwable>, Deadlines.Expiring {

    private final Session<?> session;
    private final String command;
    private final long weight;
    private final Deadlines.Deadline deadline;

    Sent(Session<?> session, Request<T> request, long dueNanos) {
        this.session = session;
        this.command = request.name();
        this.weight = request.weight();
        this.deadline = new Deadlines.Deadline(this, dueNanos);
    }

    Deadlines.Deadline deadline() {
        return deadline;
    }

    /** Lettuce's answer, at last; perhaps long after the deadline. */
    @Override
    public void accept(T answer, @Nullable Throwable failure) {
        deadline.over();
        session.ended(weight, failure);
        if (failure == null) {
            complete(answer);
        } else {
            completeExceptionally(RedisFailures.of(session.address(), command, failure));
        }
    }

    /** Gives up waiting. The session hears of it first, so that who sees the last straw also sees the connection gone. */
    @Override
    public void expire() {
        if (!isDone()) {
            session.timedOut();
            completeExceptionally(RedisFailures.timedOut(session.address(), command, session.timeoutMillis()));
        }
    }
}
