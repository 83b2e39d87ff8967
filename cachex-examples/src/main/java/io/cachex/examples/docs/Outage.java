package io.cachex.examples.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.cachex.Cache;
import io.cachex.Failures;
import io.cachex.OriginStatusException;
import io.cachex.Refresh;
import io.cachex.examples.docs.Quickstart.Database;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.spi.FailureClass;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What to do when the origin is slow or away. */
final class Outage {

    private Outage() {}

    static Cache<User> patient(Database db) {
        return Cache.builder("users", User.class)
                .loader(db::findUser)
                .ttl(ofMinutes(5)) // fresh for
                .staleIfError(ofMinutes(55)) // and kept for use when the origin fails: one hour in all
                .softTimeout(ofMillis(100)) // after this a stale value is served, and the load goes on
                .timeout(ofSeconds(2)) // after this the caller gets a stale value or an exception
                .loadDeadline(ofSeconds(10)) // after this the load is given up and its thread interrupted
                .maximumLoads(32, 500) // so that an origin that hangs cannot take every thread
                .failureBackoff(ofSeconds(1), ofSeconds(30)) // a key that failed is left alone for a while
                .build();
    }

    static Cache<User> picky(Database db) {
        return Cache.builder("users", User.class)
                .loader(db::findUser)
                .staleIf(failure -> Failures.standard().classify(failure) == FailureClass.OUTAGE)
                .build();
    }

    static void longer(Cache<User> users) {
        users.lifetimes(
                users.lifetimes().ttl(ofMinutes(1)).staleIfError(ofHours(12)).jitter(0.1));
    }

    static Cache<User> eager(Database db) {
        return Cache.builder("users", User.class)
                .loader(db::findUser)
                .refresh(Refresh.ahead(0.8).scheduled()) // on access after 80 % of its life; hot keys anyway
                .staleWhileRevalidate(ofSeconds(10)) // for this long after its end, at once and stale
                .jitter(0.1) // entries written together do not expire together
                .build();
    }

    static Cache<String> pages(HttpClient http, URI base) {
        return Cache.builder("pages", String.class)
                .loader((key, context) -> {
                    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(key));
                    String etag = context.etag();
                    if (etag != null) {
                        request.header("If-None-Match", etag);
                    }
                    var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                    switch (answer.statusCode()) {
                        case 200 -> {
                            answer.headers().firstValue("ETag").ifPresent(context::etag);
                            return answer.body();
                        }
                        case 304 -> {
                            return context.notModified(); // a full new life for what was there
                        }
                        case 404 -> {
                            return null; // absence is an answer
                        }
                        default -> throw new OriginStatusException(answer.statusCode(), null);
                    }
                })
                .build();
    }
}
