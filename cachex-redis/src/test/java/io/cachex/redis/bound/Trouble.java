package io.cachex.redis.bound;

import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Makes trouble for a server and the links to it, a different kind each time, as a seed says. */
final class Trouble implements Runnable {

    private final RedisServer server;
    private final List<FaultProxy> links;
    private final Random random;
    private final long longestMillis;
    private final CountDownLatch end;

    Trouble(RedisServer server, List<FaultProxy> links, long seed, Duration longest, CountDownLatch end) {
        this.server = server;
        this.links = links;
        this.random = new Random(seed);
        this.longestMillis = longest.toMillis();
        this.end = end;
    }

    @Override
    public void run() {
        while (!pause(50 + random.nextInt(300))) {
            FaultProxy link = links.get(random.nextInt(links.size()));
            switch (random.nextInt(10)) {
                case 0 -> link.reset();
                case 1 -> link.closeLosingReplies();
                case 2 -> hole(link, Direction.values()[random.nextInt(Direction.values().length)]);
                case 3 -> links.forEach(FaultProxy::reset);
                case 4 -> late(link);
                case 5 -> refused(link);
                case 6 -> swallowed(link);
                case 7 -> frozen();
                case 8 -> restarted();
                default -> server.command("FLUSHALL");
            }
        }
        links.forEach(FaultProxy::heal);
        server.thaw();
    }

    private void hole(FaultProxy link, Direction direction) {
        link.blackHole(direction);
        pause(random.nextInt((int) longestMillis));
        link.heal();
    }

    private void late(FaultProxy link) {
        link.delay(Duration.ofMillis(random.nextInt(150)), Direction.BOTH);
        pause(random.nextInt((int) longestMillis));
        link.heal();
    }

    private void refused(FaultProxy link) {
        link.refuse(true);
        link.reset();
        pause(random.nextInt((int) longestMillis));
        link.heal();
    }

    /** Messages are lost, and nothing else: neither side notices. */
    private void swallowed(FaultProxy link) {
        link.swallow("\"kind\"", Direction.DOWN);
        pause(random.nextInt((int) longestMillis));
        link.heal();
    }

    private void frozen() {
        server.freeze();
        pause(random.nextInt((int) longestMillis));
        server.thaw();
    }

    private void restarted() {
        server.kill();
        pause(random.nextInt((int) longestMillis / 2));
        server.restartEmpty();
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
