package io.cachex.redis.jvms;

import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes trouble for a server, for the links to it and for the processes at their other ends: one fault after the other, as
 * a seed says, each as often as the others. Puts everything right at the end.
 */
public final class Trouble implements Runnable {

    private final RedisServer server;
    private final List<FaultProxy> links;
    private final List<ChildJvm> clients;
    private final List<Fault> faults;
    private final Random random;
    private final int longestMillis;
    private final CountDownLatch end;
    private final Deque<Fault> next = new ArrayDeque<>();
    private final Map<Fault, Integer> made = new EnumMap<>(Fault.class);

    /**
     * @param clients may be empty, without {@link Fault#PAUSED}
     * @param longest how long a fault may last
     * @param end when to end
     */
    public Trouble(
            RedisServer server,
            List<FaultProxy> links,
            List<ChildJvm> clients,
            Collection<Fault> faults,
            long seed,
            Duration longest,
            CountDownLatch end) {
        this.server = server;
        this.links = links;
        this.clients = clients;
        this.faults = List.copyOf(faults);
        this.random = new Random(seed);
        this.longestMillis = (int) longest.toMillis();
        this.end = end;
    }

    @Override
    public void run() {
        try {
            while (!pause(50 + random.nextInt(300))) {
                Fault fault = draw();
                made.merge(fault, 1, Integer::sum);
                make(fault);
            }
        } finally {
            links.forEach(FaultProxy::heal);
            server.start();
            server.thaw();
            clients.forEach(ChildJvm::thaw);
        }
    }

    /** How many of each there were. */
    @Override
    public String toString() {
        return made.toString();
    }

    private Fault draw() {
        if (next.isEmpty()) {
            List<Fault> shuffled = new ArrayList<>(faults);
            Collections.sort(shuffled);
            Collections.shuffle(shuffled, random);
            next.addAll(shuffled);
        }
        return next.remove();
    }

    private void make(Fault fault) {
        FaultProxy link = links.get(random.nextInt(links.size()));
        switch (fault) {
            case RESET -> link.reset();
            case FIN -> {
                link.blackHole(Direction.DOWN);
                pause(random.nextInt(50));
                link.closeLosingReplies();
                link.heal();
            }
            case HOLE -> {
                link.blackHole(Direction.values()[random.nextInt(Direction.values().length)]);
                last();
                link.heal();
            }
            case RESET_ALL -> links.forEach(FaultProxy::reset);
            case LATE -> {
                link.delay(Duration.ofMillis(random.nextInt(150)), Direction.BOTH);
                last();
                link.heal();
            }
            case REFUSED -> {
                link.refuse(true);
                link.reset();
                last();
                link.heal();
            }
            case SWALLOWED -> {
                link.swallow("\"kind\"", Direction.DOWN);
                last();
                link.heal();
            }
            case FROZEN -> {
                server.freeze();
                last();
                server.thaw();
            }
            case RESTARTED -> {
                server.kill();
                pause(random.nextInt(longestMillis / 2));
                server.restartEmpty();
            }
            case FLUSHED -> server.command("FLUSHALL");
            case PAUSED -> {
                ChildJvm client = clients.get(random.nextInt(clients.size()));
                client.freeze();
                last();
                client.thaw();
            }
        }
    }

    private void last() {
        pause(random.nextInt(longestMillis));
    }

    private boolean pause(int millis) {
        try {
            return end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
