package io.cachex;

import io.cachex.spi.Tier;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer with everything that is known about it. There are three answers: a value, the remembered knowledge that
 * there is none ({@link #isAbsent()}), and nothing at all ({@link #isMissing()}). Immutable.
 *
 * @param <T> the type of the values
 */
public final class Lookup<T> {

    /** What kind of answer it is. */
    public enum State {
        /** There is a value. */
        PRESENT,
        /** The origin said that there is none. */
        ABSENT,
        /** Nothing is cached, and nothing was loaded. */
        MISSING
    }

    /** Why the answer is not fresh. */
    public enum StaleReason {
        /** The load failed; see {@link Lookup#cause()}. */
        LOAD_FAILED,
        /** An earlier load failed and the next one waits for its back-off. */
        BACKING_OFF,
        /** The load takes longer than the soft or hard timeout and goes on. */
        LOAD_SLOW,
        /** It is served while a refresh runs. */
        REVALIDATING,
        /** Nothing was loaded: there is no loader, or the call skips it. */
        NOT_LOADED,
        /** Nothing was loaded: the upstream is {@linkplain Cache#upstreamEnabled disabled}. */
        UPSTREAM_DISABLED
    }

    private final State state;
    private final @Nullable T value;
    private final Tier tier;
    private final Duration age;
    private final long version;
    private final @Nullable StaleReason staleReason;
    private final @Nullable Throwable cause;

    Lookup(
            State state,
            @Nullable T value,
            Tier tier,
            Duration age,
            long version,
            @Nullable StaleReason staleReason,
            @Nullable Throwable cause) {
        this.state = state;
        this.value = value;
        this.tier = tier;
        this.age = age;
        this.version = version;
        this.staleReason = staleReason;
        this.cause = cause;
    }

    /** What kind of answer it is. */
    public State state() {
        return state;
    }

    /** The value; null unless {@link #isPresent()}. */
    public @Nullable T value() {
        return value;
    }

    /** The value as an Optional. */
    public Optional<T> toOptional() {
        return Optional.ofNullable(value);
    }

    /** Whether there is a value, fresh or stale. */
    public boolean isPresent() {
        return state == State.PRESENT;
    }

    /** Whether it is known that there is none. */
    public boolean isAbsent() {
        return state == State.ABSENT;
    }

    /** Whether nothing is known. */
    public boolean isMissing() {
        return state == State.MISSING;
    }

    /** Where the answer came from; {@link Tier#ORIGIN} if missing. */
    public Tier tier() {
        return tier;
    }

    /** How long ago the load that gave the answer began; zero if missing. */
    public Duration age() {
        return age;
    }

    /** The version to name in {@link Cache#replace}; 0 if missing. */
    public long version() {
        return version;
    }

    /** Whether the answer is past its freshness. */
    public boolean isStale() {
        return staleReason != null;
    }

    /** Why it is stale; null if it is fresh. */
    public @Nullable StaleReason staleReason() {
        return staleReason;
    }

    /**
     * The failure that a stale value covers, or for which the store could not be read and nothing was found; null if there is
     * none.
     */
    public @Nullable Throwable cause() {
        return cause;
    }

    /** State, tier, age and reason; never the value. */
    @Override
    public String toString() {
        return state + " from " + tier + ", age " + age + ", version " + version
                + (staleReason == null ? ", fresh" : ", stale: " + staleReason);
    }
}
