package io.cachex.coretests.verbs;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.Near;
import io.cachex.spi.Codec;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;

/** A clock, a store that can fail, and builders of caches over them. The store outlives the caches. */
final class Tiers {

    final FakeTime time = new FakeTime();
    final MemoryStore memory = MemoryStore.of(64 << 20, time);
    final FaultyStore store = FaultyStore.around(memory, time);

    /** A builder of text caches named "words", without policies around the store. */
    CacheBuilder<String> words(Shape shape) {
        return shaped(Cache.builder("words", String.class), shape);
    }

    <T> CacheBuilder<T> of(Codec<T> codec, Shape shape) {
        return shaped(Cache.builder("values", codec), shape);
    }

    <T> CacheBuilder<T> shaped(CacheBuilder<T> builder, Shape shape) {
        builder.timeSource(time);
        if (shape.hasStore()) {
            builder.store(Stores.unclosed(store)).storePolicies();
        }
        return shape == Shape.STORE ? builder.near(Near.off()) : builder;
    }
}
