package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.classOf;
import static io.cachex.redis.Outcomes.failureOf;
import static io.cachex.redis.Outcomes.text;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Counting;
import io.cachex.spi.FailureClass;
import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.RedisCluster;
import io.cachex.testkit.redis.RedisServer;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** O4, FT2, FT5, FT21: masters that are away, and slots that move while everybody is at work. */
@Timeout(120)
final class ClusterTroubleTest {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterTroubleTest.class);
    private static final TimeSource TIME = TimeSource.system();
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Set<String> KEYS =
            IntStream.range(0, 60).mapToObj(i -> "k" + i).collect(Collectors.toSet());

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <C extends AutoCloseable> C opened(C one) {
        open.add(one);
        return one;
    }

    private static int slot(String key) {
        return SlotHash.getSlot("cx:v:{" + key + '}');
    }

    private static void write(Store store) {
        answerOf(store.write(KEYS.stream().collect(Collectors.toMap(key -> key, key -> value(key)))));
    }

    /** A2: a cluster that is not there is no error, and nobody waits for it. */
    @Test
    void aClusterThatIsDownAtTheStartIsFoundWhenItComes() {
        RedisCluster cluster = opened(RedisCluster.start());
        cluster.masters().forEach(RedisServer::kill);
        long start = TIME.nanos();
        Redis redis = opened(Redis.connect(cluster.uri()));
        Store store = redis.store();

        Throwable failure = failureOf(store.read(Set.of("key")));

        assertThat(classOf(failure)).isEqualTo(FailureClass.OUTAGE);
        assertThat(failure).hasMessageContaining("was not asked");
        assertThat(Duration.ofNanos(TIME.nanos() - start)).isLessThan(Duration.ofSeconds(2));
        cluster.masters().forEach(RedisServer::start);
        cluster.awaitOk();
        Nodes.soon().until(redis::isConnected);
        write(store);
    }

    /** FT5, FT8: what other masters have goes on, at no cost; what this one has is back soon after it is. */
    @Test
    void aMasterThatIsFrozenOrKilledHarmsNoOther() {
        RedisCluster cluster = opened(RedisCluster.start());
        Redis redis = opened(OnCluster.connected(
                Redis.builder().uri(cluster.uri()).commandTimeout(Duration.ofSeconds(1)))); // the machine is busy
        Store store = redis.store();
        Nodes.soon().ignoreExceptions().until(() -> {
            write(store);
            return true;
        });
        RedisServer victim = cluster.masterOf(slot("k0"));
        Set<String> others = KEYS.stream()
                .filter(key -> cluster.masterOf(slot(key)) != victim)
                .collect(Collectors.toSet());

        for (boolean isFrozen : new boolean[] {true, false}) {
            if (isFrozen) {
                victim.freeze();
            } else {
                victim.kill();
            }
            for (int i = 0; i < 60; i++) {
                for (String key : others) {
                    assertThat(text(answerOf(store.read(Set.of(key))).get(key))).isEqualTo(key);
                }
            }
            assertThat(classOf(failureOf(store.read(Set.of("k0"))))).isEqualTo(FailureClass.OUTAGE);
            assertThat(answerOf(store.read(KEYS)))
                    .as("of a batch, what there is")
                    .containsOnlyKeys(others);
            answerOf(store.write(others.stream().collect(Collectors.toMap(key -> key, key -> value(key)))));

            if (isFrozen) {
                victim.thaw();
            } else {
                victim.start();
            }
            long start = TIME.nanos();
            Nodes.soon().until(redis::isConnected);
            LOG.info("connected after {} ms", (TIME.nanos() - start) / 1_000_000);
            assertThat(Duration.ofNanos(TIME.nanos() - start)).isLessThan(Duration.ofMillis(5 * 1_200));
            cluster.awaitOk();
            Nodes.soon().ignoreExceptions().until(() -> {
                write(store);
                return true;
            });
        }
    }

    /** FT11: a master that is cut off from most others does not serve, so what it answers proves nothing. */
    @Test
    void aMasterOfTheMinorityTellsNoView() throws Exception {
        RedisCluster cluster = opened(RedisCluster.start());
        RedisServer left = cluster.masters().get(0);
        String beat = new String(
                ClusterTroubleTest.class.getResourceAsStream("busbeat.lua").readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(view(left, beat)).hasSize(1 + 3 * 41);

        cluster.masters().get(1).kill();
        cluster.masters().get(2).freeze();

        Nodes.soon().until(() -> view(left, beat).isEmpty());
    }

    private static String view(RedisServer master, String beat) {
        return (String) ((List<?>) master.command("EVAL", beat, "0", "incarnation", "1")).get(2);
    }

    /**
     * FT21, R10: the replica of a master that died is found, and heard; what it numbers is not mixed with what came before, and
     * what it may lack is told.
     */
    @Test
    void aReplicaTakesOver() {
        RedisCluster cluster = opened(RedisCluster.startWithReplicas());
        Redis redis = opened(OnCluster.connected(RedisNodes.patient().uri(cluster.uri())));
        Redis other = opened(OnCluster.connected(RedisNodes.patient().uri(cluster.uri())));
        Listening listening = new Listening(Nodes.bus(redis), "ns").untilLive();
        Store store = other.store();
        write(store);
        RedisServer victim = cluster.masterOf(slot("k0"));
        String heir = "127.0.0.1:" + cluster.replicaOf(victim).port();

        victim.kill();

        Nodes.soon()
                .until(() ->
                        redis.shards().map().of(bytes("cx:v:{k0}")).address().equals(heir));
        Nodes.soon().until(() -> other.isConnected() && listening.isLive());
        assertThat(listening.doubts()).contains("the cluster has other masters");
        assertThat(listening.losses()).isPositive();
        write(store);
        assertThat(answerOf(store.read(KEYS))).hasSize(KEYS.size());
        int doubts = listening.doubts().size();
        KEYS.forEach(key -> Nodes.answer(Nodes.bus(other)
                .publish(io.cachex.spi.Invalidation.ofKeys(
                        "me", "ns", io.cachex.spi.Invalidation.Kind.REMOVE, Set.of(key), 0))));
        Nodes.soon().until(() -> Set.copyOf(listening.keys()).equals(KEYS));
        assertThat(listening.doubts()).hasSize(doubts);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** FT2, O4: slots move to and fro under load: no increment is made twice, none that was acknowledged is lost, and no
     * read is wrong. */
    @Test
    void slotsMoveUnderLoad() throws Exception {
        RedisCluster cluster = opened(RedisCluster.start());
        Redis redis = opened(OnCluster.connected(RedisNodes.patient().uri(cluster.uri())));
        Store store = redis.store();
        Counting counting = store.capability(Counting.class).orElseThrow();
        List<String> keys = List.of("k0", "k1", "k2", "k3", "k4", "k5");
        AtomicInteger[] counts = keys.stream().map(key -> new AtomicInteger()).toArray(AtomicInteger[]::new);
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        open.add(threads::shutdownNow);
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            int mine = i;
            String key = keys.get(i);
            work.add(threads.submit(() -> {
                long version = 0;
                while (end.getCount() > 0) {
                    assertThat(answerOf(counting.increment(key, 1, LONG))).isEqualTo(counts[mine].incrementAndGet());
                    try {
                        store.write(Map.of(key, value(Long.toString(version + 1), version + 1)))
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS);
                        version++;
                    } catch (java.util.concurrent.ExecutionException e) { // certainly not done: it must not be seen
                        assertThat(e).hasMessageContaining("TRYAGAIN");
                        failures.incrementAndGet();
                    }
                    Map<String, ?> found = answerOf(store.read(Set.of(key)));
                    if (version > 0) {
                        assertThat(text((io.cachex.spi.StoredValue) found.get(key)))
                                .isEqualTo(Long.toString(version));
                    }
                }
                return null;
            }));
        }

        int moves = Boolean.getBoolean("cachex.soak") ? 2_000 : 40;
        for (int i = 0; i < moves && work.stream().noneMatch(Future::isDone); i++) {
            cluster.move(slot(keys.get(i % keys.size())), cluster.masters().get((i * 7 + i / 6) % 3));
            end.await(20, TimeUnit.MILLISECONDS); // else nodes hear of a later move before an earlier one
        }
        end.countDown();
        for (Future<?> one : work) {
            one.get(20, TimeUnit.SECONDS);
        }

        LOG.info("{} increments, {} writes had to wait", List.of(counts), failures);
        for (int i = 0; i < counts.length; i++) {
            assertThat(counts[i].get()).isGreaterThan(10);
            assertThat(answerOf(counting.increment(keys.get(i), 0, LONG))).isEqualTo(counts[i].get());
        }
    }
}
