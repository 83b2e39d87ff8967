package io.cachex.profile;

import io.cachex.local.LocalBus;
import io.cachex.spi.InvalidationBus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a document says of {@code pubsub}, for the module that has a bus between processes: it is shared with the sections of
 * the process that have {@code after("pubsub")}. Such a module shares its {@link InvalidationBus} unless this is off; else the
 * caches of the document have one within this process. Closed with the document. Safe for many threads.
 */
public final class Pubsub implements AutoCloseable {

    private final @Nullable Boolean enabled;
    private final @Nullable String invalidationChannel;
    private final @Nullable String healthChannel;
    private final @Nullable Integer maximumSubscribers;
    private final @Nullable Duration messageTimeout;
    private @Nullable LocalBus local; // guarded by this

    /** What the options say, each null where nothing is said. */
    public Pubsub(
            @Nullable Boolean enabled,
            @Nullable String invalidationChannel,
            @Nullable String healthChannel,
            @Nullable Integer maximumSubscribers,
            @Nullable Duration messageTimeout) {
        this.enabled = enabled;
        this.invalidationChannel = invalidationChannel;
        this.healthChannel = healthChannel;
        this.maximumSubscribers = maximumSubscribers;
        this.messageTimeout = messageTimeout;
    }

    /** Whether the document says that nobody is to be told. */
    public boolean isOff() {
        return Boolean.FALSE.equals(enabled);
    }

    /** The channel of invalidations; empty where nothing is said. */
    public Optional<String> invalidationChannel() {
        return Optional.ofNullable(invalidationChannel);
    }

    /** The channel on which nodes tell how they are; empty where nothing is said. */
    public Optional<String> healthChannel() {
        return Optional.ofNullable(healthChannel);
    }

    /** How many may listen; empty where nothing is said. */
    public Optional<Integer> maximumSubscribers() {
        return Optional.ofNullable(maximumSubscribers);
    }

    /** From what age on a message counts as late; empty where nothing is said. */
    public Optional<Duration> messageTimeout() {
        return Optional.ofNullable(messageTimeout);
    }

    /** The bus of a cache: what was shared or given, else one within this process if the document wants a bus; empty else. */
    public synchronized Optional<InvalidationBus> bus(CachePlan plan) {
        if (isOff()) {
            return Optional.empty();
        }
        Optional<InvalidationBus> given = plan.find(InvalidationBus.class);
        if (given.isPresent() || enabled == null) {
            return given;
        }
        if (local == null) {
            local = maximumSubscribers == null ? LocalBus.create() : LocalBus.of(maximumSubscribers);
        }
        return Optional.of(local);
    }

    @Override
    public synchronized void close() {
        if (local != null) {
            local.close();
        }
    }
}
