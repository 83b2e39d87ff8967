package io.cachex.examples.docs;

import io.cachex.Cache;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.observability.TracedKeys;
import io.cachex.observability.Tracing;
import io.cachex.spi.CacheTracer;
import io.cachex.spi.Store;
import io.opentelemetry.api.OpenTelemetry;

/** Spans for what is slow. */
final class Traces {

    private Traces() {}

    static Cache<User> inACache(OpenTelemetry openTelemetry, UserDatabase db, Store store) {
        return Cache.builder("users", User.class)
                .loader(db::findUser)
                .store(store)
                .tracer(Tracing.of(openTelemetry))
                .build();
    }

    static CacheTracer withHashesOfKeys(OpenTelemetry openTelemetry) {
        CacheTracer tracer =
                Tracing.builder(openTelemetry).keys(TracedKeys.HASHED).build();
        return tracer;
    }

    interface UserDatabase {
        User findUser(String key) throws Exception;
    }
}
