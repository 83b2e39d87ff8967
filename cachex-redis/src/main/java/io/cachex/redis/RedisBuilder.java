package io.cachex.redis;

import io.cachex.ConfigurationException;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link Redis}. Not for several threads.
 *
 * <p>Each method returns this builder and throws {@link ConfigurationException} for a value that cannot work, with the
 * option's name, the value and the rule. No message shows a password.
 */
public final class RedisBuilder {

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration LONGEST_LAG = Duration.ofHours(1);
    private static final int LONGEST_CHANNEL = 128;

    private String uri = "redis://localhost:6379";
    private String prefix = "cx";
    private String invalidationChannel = "cache:invalidation";
    private String healthChannel = "cache:health";
    private Duration commandTimeout = Duration.ofMillis(100);
    private Duration connectTimeout = Duration.ofMillis(500);
    private Duration bound = Duration.ofSeconds(2);
    private Duration messageTimeout = Duration.ofSeconds(10);
    private @Nullable Duration heartbeat;
    private Duration originLag = Duration.ZERO;
    private int maximumValueBytes = 17 << 20;
    private boolean tracking;
    private int maximumSubscribers = 50;
    private Duration healthInterval = Duration.ofSeconds(10);
    private Duration longestLock = Duration.ofSeconds(30);
    private TimeSource time = TimeSource.system();

    RedisBuilder() {}

    /**
     * Where Redis is ({@code redis://localhost:6379}).
     *
     * @param address {@code redis://[[user:]password@]host[:port][/database]}, {@code rediss://…} for TLS,
     *     {@code redis-sentinel://[password@]host[:port][,host[:port]…][/database]#masterName}, or
     *     {@code redis-cluster://[[user:]password@]host[:port][,host[:port]…]} for a cluster, of which these are some nodes,
     *     and {@code rediss-cluster://…} for one with TLS
     */
    public RedisBuilder uri(String address) {
        this.uri = Objects.requireNonNull(address, "uri");
        return this;
    }

    /** How long an answer is waited for (100 ms); from 1 ms to 1 minute. Then the call fails, and what became of it is unknown. */
    public RedisBuilder commandTimeout(Duration timeout) {
        this.commandTimeout = between("commandTimeout", timeout, Duration.ofMillis(1), LONGEST_TIMEOUT);
        return this;
    }

    /** How long an attempt to connect may take (500 ms), in the background; from 10 ms to 1 minute. No caller waits for it. */
    public RedisBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = between("connectTimeout", timeout, Duration.ofMillis(10), LONGEST_TIMEOUT);
        return this;
    }

    /** What all keys begin with ({@code cx}); 1 to 32 characters of {@code A-Z a-z 0-9 . _ -}. */
    public RedisBuilder prefix(String text) {
        this.prefix = checked(
                "prefix", text, t -> t.matches("[A-Za-z0-9._-]{1,32}"), "1 to 32 characters of A-Z a-z 0-9 . _ -");
        return this;
    }

    /** The channel of invalidations ({@code cache:invalidation}); 1 to 128 characters of {@code !} to {@code ~}. */
    public RedisBuilder invalidationChannel(String name) {
        this.invalidationChannel = channel("invalidationChannel", name);
        return this;
    }

    /** The channel on which nodes tell how they are ({@code cache:health}); 1 to 128 characters of {@code !} to {@code ~}. */
    public RedisBuilder healthChannel(String name) {
        this.healthChannel = channel("healthChannel", name);
        return this;
    }

    /**
     * The bound on staleness (2 s); from 100 ms to 10 minutes. No near copy is used for longer than this, and 1 percent, after
     * an invalidation of it was acknowledged, whatever happens to messages and connections. The bus proves five times in this
     * time that it hears.
     */
    public RedisBuilder bound(Duration staleness) {
        this.bound = between("bound", staleness, Duration.ofMillis(100), Duration.ofMinutes(10));
        return this;
    }

    /**
     * How often the bus proves that it hears, and the locks ask whether they are still held (a fifth of the bound); from
     * 20 ms to a third of the bound.
     */
    public RedisBuilder heartbeat(Duration interval) {
        this.heartbeat = between("heartbeat", interval, Duration.ofMillis(20), Duration.ofMinutes(10));
        return this;
    }

    /**
     * By how much what loaders read may lag behind what writers wrote (0: loaders read the primary); up to 1 hour. After
     * a removal, what is loaded within this time is kept in Redis only until the time ends.
     */
    public RedisBuilder originLag(Duration lag) {
        this.originLag = between("originLag", lag, Duration.ZERO, LONGEST_LAG);
        return this;
    }

    /**
     * The largest value that is sent, in bytes as stored (17 MiB: a cache's own limit and room for what is around the
     * value); from 1 to 512 MiB. A large value holds up everything behind it on the connection.
     */
    public RedisBuilder maximumValueBytes(int bytes) {
        if (bytes < 1 || bytes > 512 << 20) {
            throw new ConfigurationException("maximumValueBytes must be from 1 to 536870912: " + bytes);
        }
        this.maximumValueBytes = bytes;
        return this;
    }

    /**
     * From what age on a message counts as late (10 s); from 100 ms to 1 hour. It is applied all the same: to drop it would
     * leave an old value. Its age is told by the server's clock alone; how many were late stands in the health messages.
     */
    public RedisBuilder messageTimeout(Duration age) {
        this.messageTimeout = between("messageTimeout", age, Duration.ofMillis(100), Duration.ofHours(1));
        return this;
    }

    /**
     * Whether Redis itself tells the bus of every change of a value, whoever makes it (off): another program, an operator, an
     * eviction, the end of a time to live. Near copies of a changed key go, within the bound, on every node; also on the one
     * that changed it, which then asks the store once more. Wants Redis 6 or newer and RESP3.
     */
    public RedisBuilder tracking(boolean isOn) {
        this.tracking = isOn;
        return this;
    }

    /** How many may listen to the bus, over all namespaces (50); at least 1. One more is refused. */
    public RedisBuilder maximumSubscribers(int count) {
        if (count < 1) {
            throw new ConfigurationException("maximumSubscribers must be at least 1: " + count);
        }
        this.maximumSubscribers = count;
        return this;
    }

    /** How often this node tells on the health channel how its bus is (10 s); from 100 ms to 1 hour. */
    public RedisBuilder healthInterval(Duration interval) {
        this.healthInterval = between("healthInterval", interval, Duration.ofMillis(100), Duration.ofHours(1));
        return this;
    }

    /** The longest time for which a lock may be taken (30 s); from 10 ms to 1 day. */
    public RedisBuilder longestLock(Duration ttl) {
        this.longestLock = between("longestLock", ttl, LockRules.SHORTEST, Duration.ofDays(1));
        return this;
    }

    /** Clock and timer (the system's). */
    public RedisBuilder time(TimeSource source) {
        this.time = Objects.requireNonNull(source, "time");
        return this;
    }

    /**
     * Redis as described. Does no I/O; connects in the background when first used.
     *
     * @throws ConfigurationException if the URI cannot be read
     */
    public Redis build() {
        RedisSettings settings = settings();
        return new Redis(settings, Driver.at(uri, settings));
    }

    RedisSettings settings() {
        Names names = new Names(prefix, invalidationChannel, healthChannel);
        return new RedisSettings(
                names,
                commandTimeout,
                connectTimeout,
                bound,
                beat(),
                originLag,
                maximumValueBytes,
                messageTimeout,
                tracking,
                maximumSubscribers,
                healthInterval,
                longestLock,
                time);
    }

    private Duration beat() {
        Duration beat = heartbeat == null ? bound.dividedBy(Heartbeat.BEATS) : heartbeat;
        if (beat.compareTo(bound.dividedBy(3)) > 0) {
            throw new ConfigurationException("heartbeat must be at most a third of the bound, which is "
                    + bound.toMillis() + " ms: " + beat.toMillis() + " ms");
        }
        return beat;
    }

    private static String channel(String option, String name) {
        return checked(
                option, name, t -> t.matches("[!-~]{1," + LONGEST_CHANNEL + "}"), "1 to 128 characters of ! to ~");
    }

    private static String checked(String option, String text, Predicate<String> rule, String rules) {
        if (!rule.test(Objects.requireNonNull(text, option))) {
            throw new ConfigurationException(option + " must be " + rules + ": \"" + text + '"');
        }
        return text;
    }

    private static Duration between(String option, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new ConfigurationException(option + " must be from " + least + " to " + most + ": " + value);
        }
        return value;
    }
}
