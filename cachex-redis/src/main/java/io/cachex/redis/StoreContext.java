package io.cachex.redis;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * What the parts of a store work with.
 *
 * @param link the connection for data
 * @param clock the server's clock
 * @param watch asks for the server's time
 * @param incarnation names the data of a namespace that begins with this node, so that its loss is noticed
 */
record StoreContext(Link<?> link, RedisSettings settings, ServerClock clock, ClockWatch watch, String incarnation) {

    /** How much later than its timeout a request may be executed: for clocks are not exact. */
    private static final long SLACK_MICROS = 250_000;

    static StoreContext of(Link<?> link, RedisSettings settings, ServerClock clock, ClockWatch watch) {
        return new StoreContext(link, settings, clock, watch, UUID.randomUUID().toString());
    }

    /**
     * Runs a script.
     *
     * <p>Where the server says that it came too late, it did nothing. If that is not the server's fault, its clock has gone
     * ahead of what we know of it; so it is asked.
     */
    CompletableFuture<List<Object>> run(Script script, List<byte[]> names, List<byte[]> arguments) {
        return script.run(link, names, arguments).whenComplete((answer, failure) -> {
            if (failure != null && RedisFailures.isLate(failure)) {
                watch.ask();
            }
        });
    }

    /** The moment, by the server's clock, after which what is sent now must not be executed any more. */
    byte[] patience() {
        return Arguments.of(clock.micros() + settings.commandTimeout().toNanos() / 1_000 + SLACK_MICROS);
    }

    Names names() {
        return settings.names();
    }

    byte[] readyChannel() {
        return Arguments.of(settings.names().readyChannel());
    }

    byte[] invalidationChannel() {
        return Arguments.of(settings.names().invalidationChannel());
    }
}
