package io.cachex.resilience.upstream;

import io.cachex.AsyncLoader;
import io.cachex.CacheClosedException;
import io.cachex.ContextLoader;
import io.cachex.LoadContext;
import io.cachex.NoUpstreamException;
import io.cachex.Rules;
import io.cachex.spi.Subscription;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A loader over several origins: asks the one with the lowest priority of those that are healthy, and if that one fails the
 * next, within the time the load has.
 *
 * <p>An upstream is <b>unknown</b> until its first check has ended, which begins when it is added, in the background; it is
 * not used before. <b>Healthy</b> ones are used. It becomes <b>unhealthy</b> when its checks fail some times in a row, or at
 * once when its breaker opens because loads failed; then only a check can bring it back, and closes the breaker. If none is
 * healthy, loads fail with {@link NoUpstreamException} and look, at most once in the shortest interval, whether one has come
 * back.
 *
 * <p>A load goes on to the next upstream on failures of the classes {@code OUTAGE}, {@code TRANSIENT} and {@code UNKNOWN}.
 * Answers are answers: null, and what is {@code PERMANENT} (not found, forbidden), are not asked for elsewhere. If all that
 * were asked fail, the load fails as the last of them, with the earlier failures suppressed in that.
 *
 * <p>{@code builder.loader(upstreams)} or {@code builder.asyncLoader(upstreams.async())} makes it a cache's origin; the
 * cache does not close it. Safe for use by many threads; loads take no lock. It has a thread only while a check, a listener
 * or a blocking loader of the asynchronous face runs.
 *
 * @param <T> the type of the values
 */
public final class Upstreams<T> implements ContextLoader<T>, AutoCloseable {

    private final UpstreamRules rules;
    private final Members<T> members;
    private final Checker<T> checker;
    private final Listeners listeners;
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;
    private volatile boolean isClosed; // written under the lock of this, under which members are added

    Upstreams(UpstreamRules rules, @Nullable Executor executor) {
        this.rules = rules;
        if (executor == null) {
            ExecutorService own = OwnThreads.create(rules.name());
            this.ownExecutor = own;
            this.executor = own;
        } else {
            this.ownExecutor = null;
            this.executor = executor;
        }
        this.listeners = new Listeners(rules.name(), rules.time(), this.executor);
        this.members = new Members<>(rules.name(), rules.time(), rules.penalties(), listeners::tell);
        this.checker = new Checker<>(members, rules, this.executor);
    }

    /**
     * The options, each with its default.
     *
     * @param name from 1 to 64 characters, not blank; stands in logs and metrics
     */
    public static <T> UpstreamsBuilder<T> builder(String name) {
        return new UpstreamsBuilder<>(name);
    }

    /**
     * Loads a value without a cache. What a loader says of how to keep the value has no effect.
     *
     * @return the value; null if the upstream says that there is none
     * @throws NoUpstreamException if no upstream is healthy
     * @throws CacheClosedException after {@link #close()}
     * @throws Exception what the last upstream threw that was asked
     */
    public @Nullable T load(String key) throws Exception {
        return load(key, new BareContext<>(key));
    }

    /** Loads a value on this thread. For the cache. */
    @Override
    public @Nullable T load(String key, LoadContext<T> context) throws Exception {
        refuseIfClosed();
        Outcomes outcomes = new Outcomes();
        for (Member<T> member : members.inUse()) {
            if (outcomes.isTooLate(context)) {
                break;
            }
            try {
                return member.load(key, context);
            } catch (Throwable e) { // loaders are user code and may throw anything
                if (!rules.isNoAnswer(e)) {
                    throw e;
                }
                outcomes.add(e);
            }
        }
        Throwable failure = failure(outcomes);
        if (failure instanceof Exception exception) {
            throw exception;
        }
        throw new AssertionError("an error does not fail over", failure);
    }

    /** Loads a value without holding a thread, as {@link #load(String)}. Cancelling the future cancels the attempt. */
    public CompletableFuture<@Nullable T> loadAsync(String key) {
        return start(key, new BareContext<>(key));
    }

    /** The same upstreams for {@code asyncLoader}. Blocking loaders among them run on the executor. */
    public AsyncLoader<T> async() {
        return this::start;
    }

    /**
     * Adds an upstream, which is checked at once and used when it is healthy.
     *
     * @return whether it was added: not if there is one with its id, which stays as it is
     * @throws io.cachex.ConfigurationException if it has no check
     * @throws CacheClosedException after {@link #close()}
     */
    public boolean add(Upstream<T> upstream) {
        Rules.notNull("upstream", upstream);
        Member<T> member = rules.member(upstream);
        synchronized (this) {
            refuseIfClosed();
            if (!members.add(member)) {
                return false;
            }
        }
        checker.watch(member);
        return true;
    }

    /**
     * Removes an upstream: no load is sent there any more, those under way end as they end.
     *
     * @return whether there was one with this id
     */
    public boolean remove(String id) {
        Member<T> member = members.remove(Rules.notNull("id", id));
        if (member != null) {
            checker.forget(member);
        }
        return member != null;
    }

    /**
     * Checks all upstreams now, or joins their checks under way.
     *
     * @return ends when all verdicts are taken: after the checks' timeout at the latest. Never fails
     */
    public CompletionStage<Void> check() {
        return CompletableFuture.allOf(members.all().stream()
                .map(member -> checker.check(member).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** How they are now. */
    public UpstreamsHealth health() {
        return members.health();
    }

    /**
     * Calls the listener with the state of all upstreams: with the present one first, then after each change. One call at a
     * time, on the executor; a listener that is slow misses states, never the last one. What it throws is logged.
     *
     * @return ends the listening
     * @throws CacheClosedException after {@link #close()}
     */
    public Subscription onHealthChange(Consumer<UpstreamsHealth> listener) {
        Rules.notNull("listener", listener);
        Subscription subscription;
        synchronized (this) {
            refuseIfClosed();
            subscription = listeners.add(listener);
        }
        listeners.tell(members.state());
        return subscription;
    }

    /** Ends checks and listeners, and refuses loads. Loads under way end as they end. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        members.all().forEach(checker::forget);
        listeners.close();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }

    @Override
    public String toString() {
        String all = health().upstreams().stream()
                .map(one -> one.id() + " " + one.state())
                .collect(Collectors.joining(", "));
        return "upstreams(" + rules.name() + (all.isEmpty() ? "" : ": " + all) + (isClosed ? "; closed)" : ")");
    }

    /** The failure of a load that nobody has answered. */
    Throwable failure(Outcomes outcomes) {
        Throwable last = outcomes.last();
        if (last != null) {
            return last;
        }
        checker.wanted();
        return members.nobody(outcomes.refusal());
    }

    private CompletableFuture<@Nullable T> start(String key, LoadContext<T> context) {
        if (isClosed) {
            return CompletableFuture.failedFuture(closed());
        }
        Iterator<Member<T>> inUse = members.inUse().iterator();
        FailOver<T> load = new FailOver<>(this, rules, key, context, executor, inUse);
        load.next();
        return load;
    }

    private void refuseIfClosed() {
        if (isClosed) {
            throw closed();
        }
    }

    private CacheClosedException closed() {
        return new CacheClosedException("upstreams '" + rules.name() + "' are closed");
    }
}
