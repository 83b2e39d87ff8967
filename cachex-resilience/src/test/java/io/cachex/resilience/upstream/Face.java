package io.cachex.resilience.upstream;

import io.cachex.Failures;
import java.util.concurrent.CompletionException;

/** The ways to load, over both kinds of origins. */
enum Face {
    BLOCKING {
        @Override
        String load(Upstreams<String> upstreams, String key) throws Exception {
            return upstreams.load(key);
        }

        @Override
        Upstream<String> upstream(Origin origin, int priority) {
            return origin.upstream(priority);
        }
    },
    BLOCKING_OVER_STAGES {
        @Override
        String load(Upstreams<String> upstreams, String key) throws Exception {
            return upstreams.load(key);
        }

        @Override
        Upstream<String> upstream(Origin origin, int priority) {
            return origin.asyncUpstream(priority);
        }
    },
    STAGE {
        @Override
        String load(Upstreams<String> upstreams, String key) throws Exception {
            return join(upstreams, key);
        }

        @Override
        Upstream<String> upstream(Origin origin, int priority) {
            return origin.asyncUpstream(priority);
        }
    },
    STAGE_OVER_THREADS {
        @Override
        String load(Upstreams<String> upstreams, String key) throws Exception {
            return join(upstreams, key);
        }

        @Override
        Upstream<String> upstream(Origin origin, int priority) {
            return origin.upstream(priority);
        }
    };

    abstract String load(Upstreams<String> upstreams, String key) throws Exception;

    abstract Upstream<String> upstream(Origin origin, int priority);

    Throwable failureOf(Upstreams<String> upstreams, String key) {
        try {
            throw new AssertionError("loaded " + load(upstreams, key));
        } catch (Exception e) {
            return e;
        }
    }

    private static String join(Upstreams<String> upstreams, String key) throws Exception {
        try {
            return upstreams.loadAsync(key).join();
        } catch (CompletionException e) {
            throw (Exception) Failures.unwrap(e);
        }
    }
}
