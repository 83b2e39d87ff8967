package io.cachex.spring.autoconfigure;

import io.cachex.Cache;
import io.cachex.DeadLetter;
import io.cachex.DeadLetters;
import io.cachex.LetterFilter;
import io.cachex.Rules;
import io.cachex.spring.CachexCache;
import io.cachex.spring.CachexCacheManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.lang.Nullable;

/**
 * The caches, for operators: {@code /actuator/cachex}. Shows no keys and no values. Like every endpoint it is not reachable
 * over HTTP unless {@code management.endpoints.web.exposure.include} names it; {@code management.endpoint.cachex.access} can
 * make it read-only.
 */
@Endpoint(id = "cachex")
public final class CachexEndpoint {

    private static final int PAGE = 100;
    private static final int MOST = 1_000;
    private static final int PER_SECOND = 100;

    private final CachexCacheManager manager;

    CachexEndpoint(CachexCacheManager manager) {
        this.manager = manager;
    }

    /** All caches that were made so far. */
    @ReadOperation
    public Map<String, Object> caches() {
        Map<String, Object> caches = new LinkedHashMap<>();
        manager.caches().forEach((name, cache) -> caches.put(name, told(cache.getNativeCache())));
        return Map.of("caches", caches);
    }

    /** One cache; nothing, which is 404, if there is none of this name. */
    @ReadOperation
    public @Nullable Map<String, Object> cache(@Selector String cache) {
        CachexCache known = manager.caches().get(cache);
        return known == null ? null : told(known.getNativeCache());
    }

    /**
     * Removes an entry, or all of a cache, on every node.
     *
     * @param key as a text key is, or as {@link io.cachex.spring.CacheKeys} writes it: {@code ~int:1}; null for all
     */
    @DeleteOperation
    public @Nullable Map<String, Object> evict(@Selector String cache, @Nullable String key) {
        CachexCache known = manager.caches().get(cache);
        if (known == null) {
            return null;
        }
        if (key == null) {
            known.getNativeCache().clear();
            return Map.of("cleared", cache);
        }
        known.getNativeCache().invalidate(key);
        return Map.of("evicted", 1);
    }

    /**
     * The writes of a cache that were given up, the oldest first.
     *
     * @param part {@code dead-letters}
     * @param offset how many to skip (0)
     * @param limit how many to list at most (100), up to 1,000
     */
    @ReadOperation
    public @Nullable Map<String, Object> letters(
            @Selector String cache, @Selector String part, @Nullable Integer offset, @Nullable Integer limit) {
        DeadLetters<Object> letters = deadLetters(cache, part);
        if (letters == null) {
            return null;
        }
        int from = offset == null ? 0 : Rules.between("offset", offset, 0, Integer.MAX_VALUE);
        int most = limit == null ? PAGE : Rules.between("limit", limit, 1, MOST);
        List<Map<String, Object>> page = letters.list(LetterFilter.all(), from, most).stream()
                .map(CachexEndpoint::told)
                .toList();
        return Map.of("size", letters.size(), "letters", page);
    }

    /**
     * Takes writes that were given up back among those to be made.
     *
     * @param part {@code dead-letters}
     * @param id of one; null for all
     * @param perSecond of all, how many in a second (100)
     */
    @WriteOperation
    public @Nullable Map<String, Object> retry(
            @Selector String cache, @Selector String part, @Nullable String id, @Nullable Integer perSecond) {
        DeadLetters<Object> letters = deadLetters(cache, part);
        if (letters == null) {
            return null;
        }
        if (id != null) {
            return Map.of(id, letters.retry(id).join());
        }
        int pace = perSecond == null ? PER_SECOND : Rules.atLeast("perSecond", perSecond, 1);
        return new LinkedHashMap<>(letters.retryAll(LetterFilter.all(), pace).join());
    }

    private @Nullable DeadLetters<Object> deadLetters(String cache, String part) {
        CachexCache known = manager.caches().get(cache);
        if (known == null || !part.equals("dead-letters")) {
            return null;
        }
        try {
            return known.getNativeCache().deadLetters();
        } catch (io.cachex.ConfigurationException e) { // it does not write behind
            throw new InvalidEndpointRequestException(
                    "the cache does not write behind", "cache '" + cache + "' does not write behind", e);
        }
    }

    private static Map<String, Object> told(Cache<?> cache) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("description", cache.describe());
        told.put("hitRatio", cache.stats().hitRatio());
        told.put("stats", cache.stats());
        told.put("upstreamAvailable", cache.origin().isOnline());
        return told;
    }

    private static Map<String, Object> told(DeadLetter<?> letter) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", letter.id());
        told.put("operation", letter.isDelete() ? "delete" : "put");
        told.put("errorType", letter.errorType());
        told.put("attempts", letter.attempts());
        told.put("accepted", letter.accepted());
        told.put("lastFailure", letter.lastFailure());
        told.put("isSuperseded", letter.isSuperseded());
        return told;
    }
}
