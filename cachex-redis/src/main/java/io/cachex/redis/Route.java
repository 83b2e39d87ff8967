package io.cachex.redis;

import io.lettuce.core.RedisNoScriptException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request to the master that has its key. What a node refuses because the key is elsewhere has not been executed;
 * it is sent there, a few times at the most. Whatever else fails is not sent again.
 *
 * <p>A request is made anew for each master it is sent to, because it names that master's channel and numbers.
 */
final class Route {

    /** How often one request follows the word of a node. */
    private static final int MOST_HOPS = 4;

    /**
     * What is to be done for a key.
     *
     * @param <T> what is answered
     */
    static final class Errand<T> {

        private final byte[] key;
        private final Function<Shard, Request<T>> request;

        /**
         * For a key.
         *
         * @param key says where
         * @param request makes the request for a master
         */
        Errand(byte[] key, Function<Shard, Request<T>> request) {
            this.key = key;
            this.request = request;
        }
    }

    private final Shards shards;
    private final Function<Shard, Link<?>> connection;

    Route(Shards shards, Function<Shard, Link<?>> connection) {
        this.shards = shards;
        this.connection = connection;
    }

    /** Sends a request. Never throws, never waits. */
    <T> CompletableFuture<T> send(Errand<T> errand) {
        Shard shard = shards.map().of(errand.key);
        if (shard == null) {
            return nobody();
        }
        CompletableFuture<T> answer = connection.apply(shard).send(errand.request.apply(shard));
        return shards.isCluster() ? following(answer, errand, shard, 0) : answer;
    }

    /** Sends requests, those for one master together; each fails for itself. */
    <T> List<CompletableFuture<T>> sendAll(List<Errand<T>> errands) {
        SlotMap map = shards.map();
        List<CompletableFuture<T>> answers = new ArrayList<>(errands.size());
        Map<Shard, List<Integer>> parts = new LinkedHashMap<>();
        for (int i = 0; i < errands.size(); i++) {
            Shard shard = map.of(errands.get(i).key);
            if (shard == null) {
                answers.add(nobody());
            } else {
                answers.add(new CompletableFuture<>()); // in whose place the answer comes below
                parts.computeIfAbsent(shard, one -> new ArrayList<>()).add(i);
            }
        }
        parts.forEach((shard, places) -> {
            List<Request<T>> requests = new ArrayList<>(places.size());
            places.forEach(i -> requests.add(errands.get(i).request.apply(shard)));
            List<CompletableFuture<T>> sent = connection.apply(shard).sendAll(requests);
            for (int i = 0; i < sent.size(); i++) {
                int place = places.get(i);
                answers.set(
                        place, shards.isCluster() ? following(sent.get(i), errands.get(place), shard, 0) : sent.get(i));
            }
        });
        return answers;
    }

    /** Runs a script by its hash, and by its text where the server does not know it. */
    CompletableFuture<List<Object>> run(Script script, List<byte[]> keys, Function<Shard, List<byte[]>> arguments) {
        return known(send(script.byHash(keys, arguments)), script, keys, arguments);
    }

    /** One run of a script. */
    record Run(List<byte[]> keys, Function<Shard, List<byte[]>> arguments) {}

    /** Runs a script several times, those for one master together; each fails for itself. */
    List<CompletableFuture<List<Object>>> runAll(Script script, List<Run> runs) {
        if (runs.size() == 1) {
            return List.of(run(script, runs.get(0).keys, runs.get(0).arguments));
        }
        List<CompletableFuture<List<Object>>> answers = sendAll(
                runs.stream().map(run -> script.byHash(run.keys, run.arguments)).toList());
        for (int i = 0; i < runs.size(); i++) {
            answers.set(i, known(answers.get(i), script, runs.get(i).keys, runs.get(i).arguments));
        }
        return answers;
    }

    /**
     * Runs a script by its text, so that it is executed in the order of its sending.
     *
     * <p>By its hash it may be otherwise: (1) an acquire is sent by its hash, (2) a release is, too, (3) the server does not
     * know the first and executes the second, (4) the first is sent again, by its text.
     */
    CompletableFuture<List<Object>> runInOrder(
            Script script, List<byte[]> keys, Function<Shard, List<byte[]>> arguments) {
        return send(script.byText(keys, arguments));
    }

    private CompletableFuture<List<Object>> known(
            CompletableFuture<List<Object>> answer,
            Script script,
            List<byte[]> keys,
            Function<Shard, List<byte[]>> arguments) {
        return answer.exceptionallyCompose(failure -> RedisFailures.unwrapped(failure) instanceof RedisNoScriptException
                ? send(script.byText(keys, arguments))
                : CompletableFuture.failedFuture(failure));
    }

    private <T> CompletableFuture<T> following(CompletableFuture<T> answer, Errand<T> errand, Shard asked, int hops) {
        return answer.exceptionallyCompose(failure -> {
            Redirect redirect = Redirect.of(failure);
            if (redirect == null || hops == MOST_HOPS) {
                return CompletableFuture.failedFuture(failure);
            }
            Shard known = told(redirect, asked);
            if (known != null) {
                if (!redirect.isAsk()) {
                    shards.refresh(); // for those who come after
                }
                return hop(errand, known, redirect, hops);
            }
            return shards.refresh().thenCompose(done -> {
                Shard found = told(redirect, asked);
                if (found == null && !redirect.isAsk()) { // nodes may call each other otherwise than we do
                    found = shards.map().of(errand.key);
                }
                return found == null || found == asked
                        ? CompletableFuture.failedFuture(failure)
                        : hop(errand, found, redirect, hops);
            });
        });
    }

    private <T> CompletableFuture<T> hop(Errand<T> errand, Shard to, Redirect redirect, int hops) {
        Link<?> link = connection.apply(to);
        Request<T> request = errand.request.apply(to);
        return following(redirect.isAsk() ? link.sendAsking(request) : link.send(request), errand, to, hops + 1);
    }

    /** The master that a node names. */
    private @Nullable Shard told(Redirect redirect, Shard asked) {
        String host = redirect.host().isEmpty() ? asked.host() : redirect.host();
        return shards.map().at(host, redirect.port());
    }

    private <T> CompletableFuture<T> nobody() {
        return CompletableFuture.failedFuture(RedisFailures.refused(shards.address(), shards.trouble()));
    }

    /** Where this leads, for people. */
    String address() {
        return shards.address();
    }
}
