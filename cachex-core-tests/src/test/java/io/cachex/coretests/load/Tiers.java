package io.cachex.coretests.load;

import io.cachex.CacheBuilder;
import io.cachex.Near;
import io.cachex.spi.Store;

/** Where a cache keeps what it has. */
enum Tiers {
    NEAR,
    NEAR_AND_STORE,
    STORE;

    /** Gives a cache its tiers. */
    <T> CacheBuilder<T> put(CacheBuilder<T> builder, Store store) {
        return switch (this) {
            case NEAR -> builder;
            case NEAR_AND_STORE -> builder.store(store).storePolicies();
            case STORE -> builder.store(store).storePolicies().near(Near.off());
        };
    }

    boolean haveStore() {
        return this != NEAR;
    }

    boolean haveNear() {
        return this != STORE;
    }
}
