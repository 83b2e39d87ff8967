package io.cachex.coretests;

import io.cachex.Cache;

/**
 * The two faces of a cache. A scenario is written once, for a {@link Cache}, and runs through both: mark it with
 * {@link EachFace}, take a Face, and speak to {@code face.of(cache)}.
 */
public enum Face {
    /** The cache itself: the caller's thread waits in the engine. */
    BLOCKING {
        @Override
        public <T> Cache<T> of(Cache<T> cache) {
            return cache;
        }
    },

    /** The cache's asynchronous face: the caller's thread waits for the future; its interrupt cancels the future. */
    ASYNC {
        @Override
        public <T> Cache<T> of(Cache<T> cache) {
            return new AwaitedCache<>(cache);
        }
    };

    /** The cache as seen through this face. */
    public abstract <T> Cache<T> of(Cache<T> cache);
}
