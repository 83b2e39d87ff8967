package io.cachex.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * What the parts of a store work with.
 *
 * @param shards the masters
 */
record StoreContext(Shards shards, RedisSettings settings) {

    /**
     * Runs a script at the master of its first key.
     *
     * <p>Where the server says that it came too late, it did nothing. If that is not the server's fault, its clock has gone
     * ahead of what we know of it; so it is asked.
     */
    CompletableFuture<List<Object>> run(Script script, List<byte[]> names, Function<Shard, List<byte[]>> arguments) {
        return watched(route().run(script, names, arguments), names.get(0));
    }

    /** Runs a script several times, those for one master together; each fails for itself. */
    List<CompletableFuture<List<Object>>> runAll(Script script, List<Route.Run> runs) {
        List<CompletableFuture<List<Object>>> answers = new ArrayList<>(route().runAll(script, runs));
        for (int i = 0; i < runs.size(); i++) {
            answers.set(i, watched(answers.get(i), runs.get(i).keys().get(0)));
        }
        return answers;
    }

    private CompletableFuture<List<Object>> watched(CompletableFuture<List<Object>> answer, byte[] key) {
        return answer.whenComplete((done, failure) -> {
            if (failure != null && RedisFailures.isLate(failure)) {
                Shard shard = shards.map().of(key);
                if (shard != null) {
                    shard.watch().ask();
                }
            }
        });
    }

    Route route() {
        return shards.data();
    }

    Names names() {
        return settings.names();
    }

    /** The parts of a batch of which each can be one script. */
    Collection<List<Key>> parts(Collection<Key> keys) {
        return shards.bySlot(keys, key -> names().value(key.escaped()));
    }

    /** Names the data of a namespace that begins with this; a new one each time: one that was lost must not come again. */
    static byte[] incarnation() {
        return Arguments.of(Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }
}
