package io.cachex.redis;

import io.cachex.spi.TimeSource;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that heals itself.
 *
 * <p>It connects in the background, the first time too, until it is closed; attempts begin at random moments of at most
 * 100 ms, then 200 ms, up to 1 s, after the one before. It counts as connected when the server has told its time. While
 * there is no connection, requests fail at once. When five in a row were not answered in time, the connection is closed and
 * made anew, which also frees what waited in it; what was under way then fails, and is never sent again.
 *
 * <p>Nothing here blocks or throws. Safe for many threads.
 *
 * @param <C> the kind of connection
 */
final class Link<C extends StatefulRedisConnection<byte[], byte[]>> implements AutoCloseable {

    /**
     * Hears of the connection. Calls of one link come one at a time, connected and lost in turns. Must be quick and must
     * not throw.
     */
    interface Listener<C> {

        /** There is a connection, which takes requests from now on. Called on its event loop. */
        default void onConnected(C connection) {}

        /** The connection is gone; on whatever thread found that out. Requests fail from before this call. */
        default void onLost(String reason) {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);

    private final String name;
    private final Kind<C> kind;
    private final Endpoint endpoint;
    private final TimeSource time;
    private final Duration timeout;
    private final ServerClock clock;
    private final Deadlines deadlines;
    private final List<Listener<? super C>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();
    private final Object telling = new Object(); // held while listeners are told; never while this is held
    private volatile @Nullable Session<C> serving; // written under this
    private volatile String trouble = "not connected yet";
    private boolean started; // guarded by this, as what follows
    private boolean closed;
    private int failures;
    private long attemptNanos;
    private TimeSource.@Nullable Scheduled next;

    /**
     * A link that is not yet started.
     *
     * @param name what it is for, for the log
     * @param timeout how long an answer is waited for
     * @param clock learns the time that the server tells
     */
    Link(String name, Kind<C> kind, Endpoint endpoint, TimeSource time, Duration timeout, ServerClock clock) {
        this.name = name;
        this.kind = kind;
        this.endpoint = endpoint;
        this.time = time;
        this.timeout = timeout;
        this.clock = clock;
        this.deadlines = new Deadlines(time);
    }

    void listen(Listener<? super C> listener) {
        listeners.add(listener);
    }

    /** Begins to connect. Idempotent. */
    void start() {
        synchronized (this) {
            if (started || closed) {
                return;
            }
            started = true;
        }
        beginAttempt();
    }

    /** Sends a request on the connection there is; a failed stage if there is none. */
    <T> CompletableFuture<T> send(Request<T> request) {
        Session<C> session = serving;
        return session == null
                ? CompletableFuture.failedFuture(RedisFailures.refused(address(), trouble))
                : session.send(request);
    }

    /** Sends requests together, with nothing between them; each fails for itself. */
    <T> List<CompletableFuture<T>> sendAll(List<Request<T>> requests) {
        Session<C> session = serving;
        if (session != null) {
            return session.sendAll(requests);
        }
        List<CompletableFuture<T>> refused = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            refused.add(CompletableFuture.failedFuture(RedisFailures.refused(address(), trouble)));
        }
        return refused;
    }

    /**
     * Sends a request of which the server was told, by another, that its key may already be here. The two commands go
     * together, for the first is about whatever comes next on the connection.
     */
    <T> CompletableFuture<T> sendAsking(Request<T> request) {
        Session<C> session = serving;
        return session == null
                ? CompletableFuture.failedFuture(RedisFailures.refused(address(), trouble))
                : session.sendAsking(request);
    }

    /** Done when the first attempt to connect has ended, well or not; never if this is not started. Not to be completed. */
    CompletableFuture<Void> firstAttempt() {
        return firstAttempt;
    }

    /** Gives a waiting one up when it has waited as long as a request would. */
    Deadlines.Deadline watch(Deadlines.Expiring waiting) {
        Deadlines.Deadline deadline = new Deadlines.Deadline(waiting, time.nanos() + timeout.toNanos());
        deadlines.watch(deadline);
        return deadline;
    }

    boolean isConnected() {
        return serving != null;
    }

    /** Closes the connection there is and makes another. */
    void renew(String reason) {
        Session<C> session = serving;
        if (session != null) {
            end(session, reason);
        }
    }

    @Override
    public void close() {
        Session<C> session;
        synchronized (this) {
            closed = true;
            trouble = "closed";
            session = serving;
            if (next != null) {
                next.cancel();
            }
        }
        if (session != null) {
            end(session, "closed");
        }
    }

    String address() {
        return endpoint.address();
    }

    TimeSource time() {
        return time;
    }

    long timeoutNanos() {
        return timeout.toNanos();
    }

    /** Ends a session, once, whatever found out first that it is over. */
    void end(Session<C> session, String reason) {
        boolean served;
        synchronized (this) {
            if (session.state == Session.State.ENDED) {
                return;
            }
            served = session.state == Session.State.SERVING;
            session.state = Session.State.ENDED;
            if (served) {
                serving = null;
            }
            note(reason);
        }
        session.connection.closeAsync();
        if (served) {
            synchronized (telling) {
                listeners.forEach(listener -> listener.onLost(reason));
            }
        }
        retry();
    }

    private void beginAttempt() {
        try {
            endpoint.executor().execute(this::attempt);
        } catch (RuntimeException e) { // closed, or no thread to be had
            failed(e);
        }
    }

    private void attempt() {
        synchronized (this) {
            attemptNanos = time.nanos();
            if (closed) {
                return;
            }
        }
        try {
            endpoint.open(kind).whenComplete((connection, failure) -> {
                if (failure != null) {
                    failed(failure);
                } else {
                    greet(connection);
                }
            });
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void greet(C connection) {
        Session<C> session = new Session<>(this, connection, deadlines);
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                end(session, "the connection was closed or reset");
            }

            @Override
            public void onRedisExceptionCaught(RedisChannelHandler<?, ?> troubled, Throwable cause) {}
        });
        long sent = time.nanos();
        session.send(Requests.time()).whenComplete((answer, failure) -> {
            if (failure != null) {
                end(session, RedisFailures.reason(failure));
            } else {
                clock.observe(Requests.micros(answer), sent, time.nanos());
                serve(session);
            }
        });
        if (!connection.isOpen()) {
            end(session, "the connection was closed at once");
        }
    }

    private void serve(Session<C> session) {
        synchronized (telling) {
            synchronized (this) {
                if (closed || session.state != Session.State.GREETING) {
                    session.connection.closeAsync();
                    return;
                }
                session.state = Session.State.SERVING;
                serving = session;
                failures = 0;
            }
            LOG.info("{} is connected to redis {}", name, address());
            listeners.forEach(listener -> listener.onConnected(session.connection));
        }
        firstAttempt.complete(null);
    }

    private void failed(Throwable failure) {
        synchronized (this) {
            note(RedisFailures.reason(failure));
        }
        retry();
    }

    /** Keeps why there is no connection, and says so once. */
    private void note(String reason) {
        trouble = closed ? "closed" : reason;
        if (failures == 0 && !closed) {
            LOG.warn("{} is not connected to redis {}, and goes on trying: {}", name, address(), reason);
        }
    }

    /** The next attempt begins a random time after the last one began, so that a slow failure delays no further. */
    private void retry() {
        synchronized (this) {
            if (!closed) {
                Duration delay = Backoff.delay(failures++).minusNanos(time.nanos() - attemptNanos);
                next = time.schedule(delay, this::beginAttempt);
            }
        }
        firstAttempt.complete(null);
    }

    @Override
    public String toString() {
        return name + " on redis " + address() + (isConnected() ? "" : ", " + trouble);
    }
}
