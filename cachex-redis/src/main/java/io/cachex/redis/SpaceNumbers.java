package io.cachex.redis;

import io.cachex.spi.Generations;
import io.cachex.spi.Invalidation;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The generations of a namespace and of its names, in one hash: in a cluster on one master, whichever that is.
 *
 * <p>Generations are microseconds of the server's clock, or one more than the last: so those after a loss are above those
 * before. When a node learns of a lower one than it has known, they were lost, and with them what was invalidated; then
 * everything is.
 *
 * <p>While somebody here listens to the namespace and it is proven that nothing is missed, what was learned once is answered
 * without asking.
 */
final class SpaceNumbers {

    private static final byte[] LAST = {'q'};

    private final StoreContext context;
    private final Map<String, Long> highest = new ConcurrentHashMap<>(); // known of each namespace
    private final Function<String, @Nullable NamespaceState> states;

    /** With the bus's knowledge of the namespaces that somebody listens to. */
    SpaceNumbers(StoreContext context, Function<String, @Nullable NamespaceState> states) {
        this.context = context;
        this.states = states;
    }

    /** What is known here and now; null if somebody has to be asked. */
    Generations.@Nullable Snapshot known(String namespace, Set<String> names) {
        NamespaceState state = states.apply(namespace);
        return state == null ? null : known(state, names);
    }

    private Generations.@Nullable Snapshot known(NamespaceState state, Set<String> names) {
        return state.snapshot(names, context.settings().time().nanos());
    }

    CompletableFuture<Generations.Snapshot> read(String namespace, Set<String> names) {
        NamespaceState state = states.apply(namespace);
        if (state == null) {
            return askOrRestore(namespace, names);
        }
        Generations.Snapshot known = known(state, names);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        long epoch = state.epoch();
        return askOrRestore(namespace, names).thenApply(answer -> {
            state.learn(epoch, answer);
            return answer;
        });
    }

    private CompletableFuture<Generations.Snapshot> askOrRestore(String namespace, Set<String> names) {
        return ask(namespace, names).thenCompose(answer -> {
            long known = highest.merge(namespace, answer.sequence(), Math::max);
            if (known <= answer.sequence()) {
                return CompletableFuture.completedFuture(answer);
            }
            return context.run(
                            Scripts.RESTORE,
                            List.of(context.names().space(namespace)),
                            shard -> List.of(
                                    Arguments.of(known),
                                    shard.sequence(shard.pin(), namespace),
                                    StoreContext.incarnation()))
                    .thenCompose(restored -> ask(namespace, names));
        });
    }

    private CompletableFuture<Generations.Snapshot> ask(String namespace, Set<String> names) {
        List<String> asked = List.copyOf(names);
        byte[] space = context.names().space(namespace);
        Route.Errand<List<byte[]>> errand = new Route.Errand<>(space, shard -> {
            Request<List<byte[]>> request =
                    new Request<>(CommandType.HMGET, new ValueListOutput<>(ByteArrayCodec.INSTANCE));
            request.key(space).add(LAST);
            asked.forEach(name -> request.add(field(name)));
            return request;
        });
        return context.route().send(errand).thenApply(numbers -> {
            Map<String, Long> generations = new HashMap<>();
            for (int i = 0; i < asked.size(); i++) {
                generations.put(asked.get(i), number(numbers.get(i + 1)));
            }
            return new Generations.Snapshot(number(numbers.get(0)), generations);
        });
    }

    /** Advances a name. Whoever asks here afterwards is told of it, even if the message takes longer. */
    CompletableFuture<Long> advance(String namespace, String name, @Nullable Invalidation message) {
        NamespaceState state = states.apply(namespace);
        long epoch = state == null ? 0 : state.epoch();
        byte[] field = field(name);
        List<byte[]> heads = message == null ? List.of() : Messages.heads(message);
        return context.run(Scripts.ADVANCE, List.of(context.names().space(namespace)), shard -> {
                    Pin pin = shard.pin();
                    List<byte[]> arguments = new ArrayList<>();
                    arguments.add(field);
                    arguments.add(shard.channel());
                    arguments.add(shard.sequence(pin, namespace));
                    arguments.add(StoreContext.incarnation());
                    arguments.addAll(Shard.numbered(pin, heads));
                    return arguments;
                })
                .thenApply(answer -> learned(state, epoch, namespace, name, (Long) answer.get(0)));
    }

    private long learned(@Nullable NamespaceState state, long epoch, String namespace, String name, long number) {
        highest.merge(namespace, number, Math::max);
        if (state != null) {
            state.learn(epoch, new Generations.Snapshot(number, Map.of(name, number)));
        }
        return number;
    }

    /** The field with a name's generation. */
    static byte[] field(String name) {
        return KeyText.utf8("t:" + name);
    }

    private static long number(byte @Nullable [] text) {
        return text == null ? 0 : Requests.number(text);
    }
}
