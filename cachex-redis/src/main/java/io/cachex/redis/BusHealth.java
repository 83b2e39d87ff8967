package io.cachex.redis;

import io.cachex.spi.TimeSource;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells at an interval, on the health channel, how this node's bus is: {@code {v, node, version, status, counters}}. The
 * status is {@code UP}, or {@code DEGRADED} while invalidations are not heard. A node that says nothing is away.
 */
final class BusHealth implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String node = UUID.randomUUID().toString();
    private final String version =
            Objects.requireNonNullElse(BusHealth.class.getPackage().getImplementationVersion(), "unknown");
    private final Shards shards;
    private final byte[] channel;
    private final BooleanSupplier isUp;
    private final BusCounters counters;
    private final TimeSource time;
    private final Duration interval;
    private TimeSource.@Nullable Scheduled next; // guarded by this
    private boolean closed; // guarded by this

    BusHealth(Shards shards, RedisSettings settings, BooleanSupplier isUp, BusCounters counters) {
        this.shards = shards;
        this.channel = Arguments.of(settings.names().healthChannel());
        this.isUp = isUp;
        this.counters = counters;
        this.time = settings.time();
        this.interval = settings.healthInterval();
    }

    void begin() {
        synchronized (this) {
            if (closed) {
                return;
            }
            next = time.schedule(interval, this::begin);
        }
        shards.map().masters().stream()
                .map(Shard::data)
                .filter(Link::isConnected)
                .findFirst() // a cluster passes it on
                .ifPresent(link ->
                        link.send(new Request<Long>(CommandType.PUBLISH, new IntegerOutput<>(ByteArrayCodec.INSTANCE))
                                .add(channel)
                                .add(report())));
    }

    private byte[] report() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("v", 1);
        report.put("node", node);
        report.put("version", version);
        report.put("status", isUp.getAsBoolean() ? "UP" : "DEGRADED");
        report.put("counters", counters.counts());
        return MAPPER.writeValueAsBytes(report);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel();
        }
    }
}
