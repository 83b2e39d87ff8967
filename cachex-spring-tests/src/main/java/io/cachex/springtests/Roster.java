package io.cachex.springtests;

import io.cachex.springtests.Crew.Sailor;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;

/** Methods that are cached in every way; counts how often they run. */
public class Roster {

    private final AtomicInteger calls;

    Roster(AtomicInteger calls) {
        this.calls = calls;
    }

    @Cacheable("crew")
    public Sailor find(long number) {
        calls.incrementAndGet();
        return Sailor.named("sailor " + number);
    }

    @Cacheable(cacheNames = "crew", sync = true)
    public Sailor findTogether(long number) {
        calls.incrementAndGet();
        return Sailor.named("sailor " + number);
    }

    @Cacheable(cacheNames = "crew", sync = true)
    public @Nullable Sailor findNobody(long number) {
        calls.incrementAndGet();
        return null;
    }

    @Cacheable("crew")
    public List<Sailor> findWatch(String ship, int watch) {
        calls.incrementAndGet();
        return List.of(Sailor.named(ship + watch), Sailor.named("Bo"));
    }

    @Cacheable(cacheNames = "crew", sync = true)
    public CompletableFuture<Sailor> findLater(String name) {
        calls.incrementAndGet();
        return CompletableFuture.supplyAsync(() -> Sailor.named(name));
    }

    @Cacheable(cacheNames = "crew", sync = true)
    public Sailor fail(String why) throws IOException {
        calls.incrementAndGet();
        throw new IOException(why);
    }

    @CachePut(cacheNames = "crew", key = "#number")
    public Sailor rename(long number, String name) {
        return Sailor.named(name);
    }

    @CacheEvict("crew")
    public void remove(long number) {}

    @CacheEvict(cacheNames = "crew", allEntries = true)
    public void removeAll() {}
}
