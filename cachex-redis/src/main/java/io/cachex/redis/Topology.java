package io.cachex.redis;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the nodes of a cluster who has which slot: whenever there is a reason to, one round at a time, again and again until
 * all slots are served by connected masters, and now and then. Nobody waits for it but who asks to. Safe for many threads.
 */
final class Topology implements AutoCloseable {

    /** How many masters one round asks: enough that one which is behind is outvoted, and few for a large cluster. */
    private static final int MOST_ASKED = 5;

    /** The least time between two rounds. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** How often to ask without a reason: for a slot of which nobody here has a key may be the one that numbers messages. */
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(2);

    private final Driver driver;
    private final RedisSettings settings;
    private final TimeSource time;
    private final Supplier<SlotMap> known;
    private final Consumer<ClusterNodes> found;
    private final BooleanSupplier isWell;
    private CompletableFuture<Void> coming = new CompletableFuture<>(); // guarded by this, as what follows
    private boolean wanted;
    private boolean running;
    private boolean closed;
    private int failures;
    private TimeSource.@Nullable Scheduled next;
    private volatile String trouble = "no node of the cluster has answered yet";

    /**
     * Begins when first asked to.
     *
     * @param known what is known now
     * @param found hears what the nodes say, one round at a time
     * @param isWell whether there is no more reason to ask
     */
    Topology(
            Driver driver,
            RedisSettings settings,
            Supplier<SlotMap> known,
            Consumer<ClusterNodes> found,
            BooleanSupplier isWell) {
        this.driver = driver;
        this.settings = settings;
        this.time = settings.time();
        this.known = known;
        this.found = found;
        this.isWell = isWell;
    }

    /** Asks for a round; done when one that began after this call has ended, however. */
    synchronized CompletableFuture<Void> refresh() {
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        if (!wanted) {
            wanted = true;
            if (!running) {
                plan(PAUSE.dividedBy(10));
            }
        }
        return coming;
    }

    /** Why nothing is known. */
    String trouble() {
        return trouble;
    }

    private synchronized void plan(Duration delay) {
        if (next != null) {
            next.cancel();
        }
        if (!closed) {
            next = time.schedule(delay, this::hop);
        }
    }

    private void hop() {
        onThread(this::begin);
    }

    /** Not on the timer's thread: others are told of what comes of it. */
    private void onThread(Runnable step) {
        try {
            driver.executor().execute(step);
        } catch (RuntimeException e) { // closed
            trouble = RedisFailures.reason(e);
        }
    }

    private void begin() {
        CompletableFuture<Void> mine;
        synchronized (this) {
            if (running || closed) {
                return;
            }
            running = true;
            wanted = false;
            mine = coming;
            coming = new CompletableFuture<>();
        }
        SlotMap map = known.get();
        TopologyRound round = new TopologyRound(settings, driver.isTls(), this::onThread, result -> end(result, mine));
        List<Shard> connected = new ArrayList<>(map.masters());
        connected.removeIf(shard -> !shard.data().isConnected());
        Collections.shuffle(connected);
        if (connected.isEmpty()) {
            List<Endpoint> all = new ArrayList<>(driver.endpoints());
            map.masters().forEach(shard -> all.add(shard.endpoint()));
            round.visit(all);
        } else {
            round.ask(connected.subList(0, Math.min(MOST_ASKED, connected.size())));
        }
    }

    private void end(TopologyRound.Result result, CompletableFuture<Void> mine) {
        ClusterNodes nodes = result.nodes();
        boolean well = false;
        try {
            if (nodes != null) {
                found.accept(nodes);
                well = isWell.getAsBoolean();
            } else {
                trouble = result.trouble();
            }
        } catch (RuntimeException e) { // closed meanwhile: asking goes on until that is known here, too
            trouble = RedisFailures.reason(e);
        }
        synchronized (this) {
            running = false;
            if (wanted) {
                plan(PAUSE);
            } else {
                plan(well ? NOW_AND_THEN : PAUSE.plus(Backoff.delay(failures++)));
            }
            if (well) {
                failures = 0;
            }
        }
        mine.complete(null);
    }

    @Override
    public void close() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            closed = true;
            waiting = coming;
            if (next != null) {
                next.cancel();
            }
        }
        waiting.complete(null);
    }
}
