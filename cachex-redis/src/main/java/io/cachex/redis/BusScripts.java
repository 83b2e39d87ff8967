package io.cachex.redis;

import io.cachex.spi.Invalidation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
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
    static CompletableFuture<?> publish(Link<?> link, Names names, Invalidation message) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Arguments.of(names.invalidationChannel()));
        arguments.add(incarnation());
        arguments.add(Arguments.of(message.version()));
        arguments.add(Arguments.of(message.generation()));
        arguments.addAll(Messages.heads(message));
        return PUBLISH.run(link, List.of(names.space(message.namespace())), arguments);
    }

    /** Asks for the server's clock, and for the last number and the incarnation of each of these. */
    static void beat(BusLine line, List<Topic> topics, Consumer<List<Object>> answer) {
        line.ask(BEAT, topics.stream().map(Topic::key).toList(), List.of(incarnation()), answer);
    }

    static long last(List<Object> answer, int topic) {
        return Answers.number(answer.get(2 + 2 * topic));
    }

    static String incarnation(List<Object> answer, int topic) {
        return Answers.text(answer.get(3 + 2 * topic));
    }

    /** A new one each time: the one that a server lost must not come again. */
    private static byte[] incarnation() {
        return Arguments.of(Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }
}
