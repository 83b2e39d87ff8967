package io.cachex.redis;

import io.cachex.spi.Invalidation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The scripts of the bus, and what they answer. */
final class BusScripts {

    private static final Script PUBLISH = Script.of("buspublish.lua");
    private static final Script BEAT = Script.of("busbeat.lua");

    private BusScripts() {}

    /**
     * Numbers and publishes what this says; done when the server has.
     *
     * @throws IllegalArgumentException if it cannot be said
     */
    static CompletableFuture<?> publish(Route route, Names names, Invalidation message) {
        List<byte[]> heads = Messages.heads(message);
        return route.run(PUBLISH, List.of(names.space(message.namespace())), shard -> {
            Pin pin = shard.pin();
            List<byte[]> arguments = new ArrayList<>(heads.size() + 5);
            arguments.add(shard.channel());
            arguments.add(shard.sequence(pin, message.namespace()));
            arguments.add(StoreContext.incarnation());
            arguments.add(Arguments.of(message.version()));
            arguments.add(Arguments.of(message.generation()));
            arguments.addAll(Shard.numbered(pin, heads));
            return arguments;
        });
    }

    /** Asks a master for its clock, its view of the cluster, and the last number and the incarnation of each of these. */
    static void beat(BusLine line, Shard shard, Pin pin, List<Topic> topics, Consumer<List<Object>> answer) {
        boolean isAlone = shard.id().equals(Shard.ALONE);
        List<byte[]> keys = new ArrayList<>(topics.size());
        if (isAlone || pin.slot() != Pin.NO_SLOT) {
            topics.forEach(topic -> keys.add(shard.sequence(pin, topic.namespace())));
        }
        line.ask(BEAT, keys, List.of(StoreContext.incarnation(), Arguments.of(isAlone ? 0 : 1)), answer);
    }

    static String view(List<Object> answer) {
        return Answers.text(answer.get(2));
    }

    static long last(List<Object> answer, int topic) {
        return Answers.number(answer.get(3 + 2 * topic));
    }

    static String incarnation(List<Object> answer, int topic) {
        return Answers.text(answer.get(4 + 2 * topic));
    }
}
