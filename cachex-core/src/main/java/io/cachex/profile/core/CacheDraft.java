package io.cachex.profile.core;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.Lifetimes;
import io.cachex.Rules;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Wanted;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the options of {@code cache} itself are set on: the builder, and what is needed of them beside it. */
final class CacheDraft {

    final CacheBuilder<?> builder;
    Lifetimes lifetimes = Lifetimes.standard();
    private @Nullable Duration timeout;
    private @Nullable Duration loadDeadline;
    private Duration softTimeout = Duration.ZERO;
    private Duration bulkWindow = Duration.ZERO;
    private boolean noTimeout;

    @Nullable
    Boolean deadLetters;

    @Nullable
    Boolean bloomFilter;

    @Nullable
    Duration attemptTimeout;

    CacheDraft(CachePlan plan) {
        this.builder = plan.builder();
    }

    /** A setter of the builder as one of the draft. */
    static <V> BiConsumer<CacheDraft, V> told(BiConsumer<CacheBuilder<?>, V> setter) {
        return (draft, value) -> setter.accept(draft.builder, value);
    }

    /** The setter of a lifetime: the builder's, and the one for later. */
    static <V> BiConsumer<CacheDraft, V> kept(
            BiConsumer<CacheBuilder<?>, V> setter, BiFunction<Lifetimes, V, Lifetimes> change) {
        return (draft, value) -> {
            setter.accept(draft.builder, value);
            draft.lifetimes = change.apply(draft.lifetimes, value);
        };
    }

    void timeout(Duration value) {
        builder.timeout(value);
        timeout = value;
    }

    void loadDeadline(Duration value) {
        builder.loadDeadline(value);
        loadDeadline = value;
    }

    void softTimeout(Duration value) {
        builder.softTimeout(value);
        softTimeout = value;
    }

    void bulkWindow(Duration value) {
        builder.bulkWindow(value);
        bulkWindow = value;
    }

    void noTimeout(boolean isOn) {
        noTimeout = isOn;
    }

    void maximumValueBytes(long bytes) {
        builder.maximumValueBytes((int) Rules.between("maximumValueBytes", bytes, 1, 1 << 30));
    }

    void copyOnRead(boolean isOn) {
        if (isOn) {
            builder.copyOnRead();
        }
    }

    void attemptTimeout(Duration value) {
        attemptTimeout = Rules.timeout("attemptTimeout", value);
    }

    /** What contradicts itself whatever the user adds; the rest is for the builder to refuse. */
    void check() {
        Rules.require(
                lifetimes.staleWhileRevalidate().compareTo(lifetimes.staleIfError()) <= 0,
                "staleWhileRevalidate",
                lifetimes.staleWhileRevalidate(),
                "at most staleIfError (" + lifetimes.staleIfError() + ")");
        Rules.require(
                !noTimeout || (timeout == null && loadDeadline == null),
                "noTimeout",
                true,
                "left out where there is a timeout or a loadDeadline");
        Duration most = timeout == null ? Duration.ofSeconds(5) : timeout;
        requireBelow("softTimeout", softTimeout, most);
        requireBelow("bulkWindow", bulkWindow, most);
    }

    private void requireBelow(String option, Duration value, Duration most) {
        Rules.require(noTimeout || value.compareTo(most) < 0, option, value, "below timeout (" + most + ")");
    }

    /** Hands on what other modules do, and gives what changes the lifetimes later. */
    Consumer<CacheDraft> applyTo(CachePlan plan) {
        if (noTimeout) {
            builder.noTimeout();
        }
        Wanted wanted = new Wanted(bloomFilter, deadLetters, attemptTimeout);
        plan.share(Wanted.class, wanted);
        Live<Lifetimes> live = new Live<>(lifetimes, Cache::lifetimes, Cache::lifetimes, CacheDraft::over);
        builder.whenBuilt(live::built);
        return later -> {
            live.change(later.lifetimes);
            wanted.attemptTimeout(later.attemptTimeout);
        };
    }

    private static Lifetimes over(Lifetimes said, Lifetimes first, Lifetimes told) {
        Lifetimes all = said;
        all = told.ttl().equals(first.ttl()) ? all : all.ttl(told.ttl());
        all = told.staleIfError().equals(first.staleIfError()) ? all : all.staleIfError(told.staleIfError());
        all = told.staleWhileRevalidate().equals(first.staleWhileRevalidate())
                ? all
                : all.staleWhileRevalidate(told.staleWhileRevalidate());
        all = told.negativeTtl().equals(first.negativeTtl()) ? all : all.negativeTtl(told.negativeTtl());
        return told.jitter() == first.jitter() ? all : all.jitter(told.jitter());
    }
}
