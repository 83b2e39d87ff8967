package io.cachex;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.cachex.spi.EvictionCause;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The near tier on Caffeine, bounded by size only: an expiring Caffeine reads a clock on each hit, which costs more than
 * everything else here. Maintenance runs on Caffeine's default executor, never on a reader's thread.
 */
final class CaffeineNear<T> implements NearTier<T> {

    private final com.github.benmanes.caffeine.cache.Cache<String, Entry<T>> entries;
    private final Policy<String, Entry<T>> policy;
    private final Evictions evictions;

    CaffeineNear(long maximumSize, Evictions evictions) {
        this.evictions = evictions;
        this.entries = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .evictionListener((@Nullable String key, @Nullable Entry<T> entry, RemovalCause cause) ->
                        evictions.count(EvictionCause.SIZE))
                .build();
        this.policy = entries.policy();
    }

    @Override
    public @Nullable Entry<T> get(String key) {
        return entries.getIfPresent(key);
    }

    @Override
    public @Nullable Entry<T> peek(String key) {
        return policy.getIfPresentQuietly(key);
    }

    @Override
    public void put(String key, Entry<T> entry) {
        entries.put(key, entry);
    }

    @Override
    public boolean land(Flight<T> flight, Entry<T> entry) {
        synchronized (flight) {
            if (flight.isPoisoned()) {
                return false;
            }
            // The usual landing replaces nothing, and a putIfAbsent costs half of what a compute does.
            boolean first = flight.seen == null && entries.asMap().putIfAbsent(flight.key, entry) == null;
            return first || landBeside(flight, entry);
        }
    }

    private boolean landBeside(Flight<T> flight, Entry<T> entry) {
        Entry<T> kept = entries.asMap().compute(flight.key, (key, there) -> {
            boolean newer = there != null
                    && there != flight.seen
                    && (there.isWritten() || there.startedAt - entry.startedAt > 0);
            return newer ? there : entry;
        });
        return kept == entry;
    }

    @Override
    public @Nullable Entry<T> compute(String key, UnaryOperator<@Nullable Entry<T>> change) {
        return entries.asMap().compute(key, (k, entry) -> change.apply(entry));
    }

    @Override
    public void remove(String key) {
        entries.asMap().remove(key);
    }

    @Override
    public void remove(String key, Entry<T> entry) {
        entries.asMap().remove(key, entry);
    }

    @Override
    public void clear() {
        entries.invalidateAll();
    }

    @Override
    public void removeIf(Predicate<Entry<T>> condition) {
        entries.asMap().values().removeIf(condition);
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public List<String> hottest(int limit) {
        return policy.eviction()
                .map(eviction -> List.copyOf(eviction.hottest(limit).keySet()))
                .orElse(List.of());
    }

    @Override
    public void forEach(BiConsumer<String, Entry<T>> visitor) {
        entries.asMap().forEach(visitor);
    }

    @Override
    public long size() {
        return entries.estimatedSize();
    }

    @Override
    public long evictions() {
        return evictions.total();
    }

    @Override
    public Map<EvictionCause, Long> evictionsByCause() {
        return evictions.byCause();
    }
}
