package io.cachex.coretests.load;

import io.cachex.CacheBuilder;
import io.cachex.Near;
import io.cachex.spi.Store;

/** Where a cache keeps what it has. */
public enum Tiers {
    NEAR,
    NEAR_AND_STORE,
    STORE;

    /** Gives a cache its tiers. */
    public <T> CacheBuilder<T> put(CacheBuilder<T> builder, Store store) {
        return switch (this) {
            case NEAR -> builder;
            case NEAR_AND_STORE -> builder.store(store).storePolicies();
            case STORE -> builder.store(store).storePolicies().near(Near.off());
        };
    }

    public boolean haveStore() {
        return this != NEAR;
    }

    public boolean haveNear() {
        return this != STORE;
    }
}
