package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim.Busy;
import io.cachex.spi.Leasing.Claim.Granted;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.RespConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** P5: who waits for another's load costs the server little, and hears of it soon. */
final class WaitsTest {

    @RegisterExtension
    static final RedisNodes NODES = new RedisNodes();

    private static final Duration LONG = Duration.ofMinutes(1);

    private Redis node;
    private Leasing holder;
    private Leasing waiter;

    @BeforeEach
    void emptyStore() {
        holder = NODES.emptyStore().capability(Leasing.class).orElseThrow();
        node = NODES.another(builder -> builder);
        waiter = node.store().capability(Leasing.class).orElseThrow();
    }

    @Test
    void aThousandCallersWaitAsOne() {
        String token = leased("key");
        RedisNodes.SERVER.command("CONFIG", "RESETSTAT");
        List<CompletionStage<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(waiter.settled("key", LONG));
        }
        assertThat(node.waits().size()).isEqualTo(1);
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);

        assertThat(waiting).noneMatch(one -> one.toCompletableFuture().isDone());
        String stats = String.valueOf(RedisNodes.SERVER.command("INFO", "commandstats"));
        int gets = Integer.parseInt(stats.replaceAll("(?s).*cmdstat_get:calls=(\\d+),.*", "$1"));
        assertThat(gets).as("looks within half a second").isBetween(2, 30);

        answerOf(holder.fill("key", token, value("loaded")));
        waiting.forEach(Outcomes::answerOf);
        assertThat(node.waits().size()).isZero();
    }

    /** FT8: without Redis nothing is worth waiting for; the reader goes on, and loads for itself. */
    @Test
    void whoWaitsGoesOnWhenRedisIsGone() {
        URI server = URI.create(RedisNodes.SERVER.uri());
        try (FaultProxy link = FaultProxy.inFrontOf(server.getHost(), server.getPort())) {
            Redis far = NODES.another(builder -> builder.uri(link.uri()));
            leased("key");
            CompletionStage<Void> waiting =
                    far.store().capability(Leasing.class).orElseThrow().settled("key", LONG);
            assertThat(waiting.toCompletableFuture()).isNotDone();

            link.refuse(true);
            link.reset();

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> waiting.toCompletableFuture().isDone());
        }
    }

    /** The holder was quicker than the reader, so no note will come: whoever begins to wait looks at once. */
    @Test
    void whoBeginsToWaitTooLateIsToldAtOnce() {
        String token = leased("key");
        assertThat(answerOf(waiter.readOrLease(Set.of("key"), LONG))).containsEntry("key", new Busy());
        answerOf(holder.fill("key", token, value("loaded")));
        long start = TimeSource.system().nanos();

        answerOf(waiter.settled("key", LONG));

        assertThat(Duration.ofNanos(TimeSource.system().nanos() - start)).isLessThan(Duration.ofSeconds(2));
    }

    /** Another lease than the one there was is news, too. */
    @Test
    void theNextHoldersLeaseIsNotWaitedFor() {
        String first = leased("key");
        CompletionStage<Void> waiting = waiter.settled("key", LONG);
        await().pollDelay(Duration.ofMillis(150)).until(() -> true); // it has looked once
        answerOf(holder.release("key", first));
        leased("key");

        answerOf(waiting);
    }

    /** B2: a holder that died sends no note. Who waits does not notice that later than the lease is over, but for 250 ms. */
    @Test
    void whoWaitsForAHolderThatDiedIsToldWhenItsLeaseIsOver() {
        TimeSource time = TimeSource.system();
        node.waits().listening(true);
        Duration lease = Duration.ofMillis(700);
        int keys = 40; // each is looked at when its own time has come
        List<CompletionStage<Void>> waiting = new ArrayList<>();
        LongAdder late = new LongAdder();
        for (int i = 0; i < keys; i++) {
            String key = "key:" + i;
            answerOf(holder.readOrLease(Set.of(key), lease));
            long over = time.nanos() + lease.toNanos();
            waiting.add(waiter.settled(key, LONG).thenRun(() -> late.add(time.nanos() - over)));
        }

        waiting.forEach(Outcomes::answerOf);

        assertThat(Duration.ofNanos(late.sum() / keys)).as("late on average").isLessThan(Duration.ofMillis(100));
    }

    /** A note is sent only where somebody was told to wait, and by whatever ends the lease. */
    @Test
    void notesAreSentOnlyIfSomebodyWaits() {
        URI uri = URI.create(RedisNodes.SERVER.uri());
        try (RespConnection listener = RespConnection.open(uri.getHost(), uri.getPort(), Duration.ofSeconds(10))) {
            listener.command("SUBSCRIBE", "cx:ready");
            String alone = leased("alone");
            answerOf(holder.fill("alone", alone, value("1")));
            for (String key : List.of("filled", "released", "removed", "written")) {
                String token = leased(key);
                assertThat(answerOf(waiter.readOrLease(Set.of(key), LONG))).containsEntry(key, new Busy());
                switch (key) {
                    case "filled" -> answerOf(holder.fill(key, token, value("1")));
                    case "released" -> answerOf(holder.release(key, token));
                    case "removed" -> answerOf(NODES.one().store().remove(Set.of(key)));
                    default -> answerOf(NODES.one().store().write(Map.of(key, value("2"))));
                }
            }

            for (String key : List.of("filled", "released", "removed", "written")) {
                assertThat(String.valueOf(listener.receive())).contains("cx:l:{" + key + "}");
            }
        }
    }

    @Test
    void aNoteEndsTheWait() {
        leased("key");
        CompletionStage<Void> waiting = waiter.settled("key", LONG);
        node.waits().note("cx:l:{another}".getBytes(StandardCharsets.UTF_8));
        assertThat(waiting.toCompletableFuture()).isNotDone();

        node.waits().note("cx:l:{key}".getBytes(StandardCharsets.UTF_8));

        assertThat(waiting.toCompletableFuture()).isCompleted();
    }

    private String leased(String key) {
        return ((Granted) answerOf(holder.readOrLease(Set.of(key), LONG)).get(key)).token();
    }
}
