package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.classOf;
import static io.cachex.redis.Outcomes.failureOf;
import static io.cachex.redis.Outcomes.text;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.spi.Counting;
import io.cachex.spi.FailureClass;
import io.cachex.spi.Generations;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.Lease;
import io.cachex.spi.Leasing;
import io.cachex.spi.LockProvider;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.testkit.redis.RedisCluster;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** O4: keys of many slots, on many masters, that change hands. */
@Timeout(60)
final class ClusterTest {

    @RegisterExtension
    static final OnCluster CLUSTER = new OnCluster();

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String SPACE = "app:env:users";

    private Store store;

    @BeforeEach
    void emptyStore() {
        store = CLUSTER.emptyStore();
    }

    private static Set<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> SPACE + ":k" + i).collect(Collectors.toSet());
    }

    private static Map<String, StoredValue> values(Set<String> keys) {
        Map<String, StoredValue> values = new HashMap<>();
        keys.forEach(key -> values.put(key, value(key)));
        return values;
    }

    private static int slot(String key) {
        return io.lettuce.core.cluster.SlotHash.getSlot(
                CLUSTER.one().settings().names().value(KeyText.escaped(key)));
    }

    /** No verb is refused for keys of several slots. */
    @Test
    void bulkVerbsTakeKeysOfManySlots() {
        Set<String> keys = keys(700);
        Leasing leasing = store.capability(Leasing.class).orElseThrow();

        answerOf(store.write(values(keys)));

        assertThat(CLUSTER.cluster().masters())
                .allSatisfy(node -> assertThat((Long) node.command("DBSIZE")).isGreaterThan(100));
        assertThat(answerOf(store.read(keys)))
                .hasSize(700)
                .allSatisfy((key, found) -> assertThat(text(found)).isEqualTo(key));
        assertThat(answerOf(leasing.readOrLease(keys, LONG))).hasSize(700);
        answerOf(store.remove(keys));
        assertThat(answerOf(store.read(keys))).isEmpty();
        assertThat(answerOf(leasing.readOrLease(keys, LONG)).values())
                .allMatch(Leasing.Claim.Granted.class::isInstance);
        assertThat(answerOf(leasing.lease(keys, LONG)).values()).allMatch(Leasing.Claim.Busy.class::isInstance);
        assertThat(answerOf(leasing.takeOver(keys, LONG)).values()).allMatch(Leasing.Claim.Granted.class::isInstance);
    }

    /** Every key of a large change is told of, by whoever makes the change. */
    @Test
    void aChangeOfManyKeysTellsOfEach() {
        Listening listening = new Listening(Nodes.bus(CLUSTER.other()), SPACE).untilLive();
        SelfPublishing publishing = store.capability(SelfPublishing.class).orElseThrow();
        Set<String> own = IntStream.range(0, 300).mapToObj(i -> "k" + i).collect(Collectors.toSet());

        answerOf(publishing.remove(keys(300), Invalidation.ofKeys("me", SPACE, Kind.REMOVE, own, 0)));

        Nodes.soon().until(() -> Set.copyOf(listening.keys()).containsAll(own));
        assertThat(listening.keys()).hasSize(300);
        assertThat(listening.doubts()).noneMatch(reason -> reason.startsWith("gap"));
        Nodes.soon().until(listening::isLive);
        listening.subscription().close();
    }

    /** Generations are in one place, and heard from there. */
    @Test
    void whatATagAdvancesToIsKnownEverywhere() {
        Listening listening = new Listening(Nodes.bus(CLUSTER.other()), SPACE).untilLive();
        SelfPublishing publishing = store.capability(SelfPublishing.class).orElseThrow();
        Generations elsewhere =
                CLUSTER.other().store().capability(Generations.class).orElseThrow();
        answerOf(elsewhere.generations(SPACE, Set.of("tag")));

        long drawn = answerOf(publishing.advance(SPACE, "tag", Invalidation.ofTag("me", SPACE, "tag", 0)));

        Nodes.soon().until(() -> !listening.messages().isEmpty());
        assertThat(answerOf(elsewhere.generations(SPACE, Set.of("tag"))).generations())
                .containsEntry("tag", drawn);
        listening.subscription().close();
    }

    /** A node that is behind is told where the key is now; nothing is done twice, nothing is lost. */
    @Test
    void aKeyThatHasMovedIsFollowed() {
        String key = SPACE + ":moved";
        Counting counting = store.capability(Counting.class).orElseThrow();
        Store behind = CLUSTER.other().store();
        answerOf(store.write(Map.of(key, value("1"))));
        answerOf(counting.increment(key, 1, LONG));
        RedisServer from = CLUSTER.cluster().masterOf(slot(key));
        RedisServer to = CLUSTER.cluster().masters().stream()
                .filter(node -> node != from)
                .findFirst()
                .orElseThrow();

        CLUSTER.cluster().move(slot(key), to);

        assertThat(text(answerOf(behind.read(Set.of(key))).get(key))).isEqualTo("1");
        assertThat(answerOf(counting.increment(key, 1, LONG))).isEqualTo(2);
        answerOf(behind.write(Map.of(key, value("2", 2))));
        assertThat(text(answerOf(store.read(Set.of(key))).get(key))).isEqualTo("2");
        CLUSTER.cluster().move(slot(key), from);
    }

    /** While a slot is on its way, what is there already is found there, by asking for it. */
    @Test
    void aKeyOfASlotOnItsWayIsFoundWhereItIs() {
        String key = SPACE + ":moving";
        RedisServer from = CLUSTER.cluster().masterOf(slot(key));
        RedisServer to = CLUSTER.cluster().masters().stream()
                .filter(node -> node != from)
                .findFirst()
                .orElseThrow();
        Counting counting = store.capability(Counting.class).orElseThrow();
        String slot = Integer.toString(slot(key));
        to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", (String) from.command("CLUSTER", "MYID"));
        from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", (String) to.command("CLUSTER", "MYID"));
        try {
            assertThat(answerOf(counting.increment(key, 1, LONG))).isEqualTo(1);
            assertThat(answerOf(counting.increment(key, 1, LONG))).isEqualTo(2);
            assertThat(to.command("EVAL", "return redis.call('CLUSTER', 'COUNTKEYSINSLOT', ARGV[1])", "0", slot))
                    .isEqualTo(1L);
            assertThat(answerOf(store.read(Set.of(key)))).isEmpty();
            assertThat(classOf(failureOf(store.write(Map.of(key, value("1"))))))
                    .as("several keys of such a slot have to wait")
                    .isEqualTo(FailureClass.OUTAGE);
        } finally {
            CLUSTER.cluster().move(slot(key), to);
        }
        assertThat(answerOf(counting.increment(key, 1, LONG))).isEqualTo(3);
        CLUSTER.cluster().move(slot(key), from);
    }

    /** A writer that sees other slots than its hearers is heard, and believed only when all see the same again. */
    @Test
    void theSlotInWhichMessagesAreNumberedMayMove() {
        RedisBus bus = Nodes.bus(CLUSTER.other());
        Listening listening = new Listening(bus, SPACE).untilLive();
        SelfPublishing publishing = store.capability(SelfPublishing.class).orElseThrow();
        String key = SPACE + ":pinned";
        Shard shard = owner(key);
        int pin = shard.pin().slot();
        RedisServer from = CLUSTER.cluster().masterOf(slot(key));
        RedisServer to = CLUSTER.cluster().masters().stream()
                .filter(node -> node != from)
                .findFirst()
                .orElseThrow();
        if (pin == slot(key)) {
            return; // one of five thousand
        }

        CLUSTER.cluster().move(pin, to);
        answerOf(publishing.remove(Set.of(key), Invalidation.ofKeys("me", SPACE, Kind.REMOVE, Set.of("pinned"), 0)));

        Nodes.soon().until(() -> listening.keys().contains("pinned"));
        Nodes.soon().until(() -> owner(key).pin().slot() != pin && listening.isLive());
        int doubts = listening.doubts().size();
        answerOf(publishing.remove(Set.of(key), Invalidation.ofKeys("me", SPACE, Kind.REMOVE, Set.of("again"), 0)));
        Nodes.soon().until(() -> listening.keys().contains("again"));
        assertThat(doubts).isGreaterThan(0);
        assertThat(listening.doubts()).hasSize(doubts);
        CLUSTER.cluster().move(pin, from);
        listening.subscription().close();
    }

    private static Shard owner(String key) {
        return CLUSTER.one().shards().map().of(CLUSTER.one().settings().names().value(KeyText.escaped(key)));
    }

    /** F2: each lock is on the master of its name. */
    @Test
    void locksAreSpreadAndWatched() {
        LockProvider locks = CLUSTER.one().locks();
        List<RedisLease> held = IntStream.range(0, 30)
                .mapToObj(i -> acquired(locks, "lock" + i))
                .toList();

        CLUSTER.flushAll();

        assertThat(held)
                .allSatisfy(lease -> Nodes.soon()
                        .until(() -> lease.lost().toCompletableFuture().isDone()));
    }

    /** Each master has a connection for locks of its own, which begins when it is first asked. */
    private static RedisLease acquired(LockProvider locks, String name) {
        return (RedisLease) Nodes.soon()
                .until(
                        () -> locks.tryAcquire(name, Duration.ofSeconds(20))
                                .toCompletableFuture()
                                .handle((lease, failure) -> failure == null ? lease : Optional.<Lease>empty())
                                .join(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** TH: a minimal account is enough on a cluster, too. */
    @Test
    void aMinimalAccountIsEnough() {
        String rules = CLUSTER.one().settings().names().accessRules();
        for (RedisServer node : CLUSTER.cluster().masters()) {
            node.command(("ACL SETUSER ann on >pw " + rules).split(" "));
        }
        Redis redis =
                CLUSTER.another(builder -> builder.uri(CLUSTER.cluster().uri().replace("//", "//ann:pw@")));
        try (Cache<String> cache = Cache.builder("acl", String.class)
                .store(redis.store())
                .invalidation(redis.bus())
                .build()) {
            Nodes.soon().until(() -> ((RedisBus) redis.bus()).isUp());
            for (int i = 0; i < 20; i++) {
                cache.put("k" + i, "v");
                assertThat(cache.get("k" + i, key -> "loaded")).isEqualTo("v");
            }
            cache.invalidateAll(Set.of("k1", "k2", "k3"));
            cache.invalidateTag("tag");
            cache.clear();
            Listening listening = new Listening((RedisBus) redis.bus(), SPACE).untilLive();
            listening.subscription().close();
        }
        String key = SPACE + ":elsewhere";
        RedisServer from = CLUSTER.cluster().masterOf(slot(key));
        CLUSTER.cluster()
                .move(
                        slot(key),
                        CLUSTER.cluster().masters().stream()
                                .filter(node -> node != from)
                                .findFirst()
                                .orElseThrow());
        answerOf(redis.store().write(Map.of(key, value("1"))));
        CLUSTER.cluster().move(slot(key), from);
        assertThat(String.valueOf(from.command("ACL", "LOG"))).isEqualTo("[]");
    }

    /** A2: none, or only one, of the seeds has to be there; and a node need not be a seed. */
    @Test
    void oneSeedThatAnswersIsEnough() {
        RedisCluster cluster = CLUSTER.cluster();
        RedisServer only = cluster.masters().get(2);
        try (Redis redis = OnCluster.connected(
                RedisNodes.patient().uri("redis-cluster://127.0.0.1:1," + only.host() + ':' + only.port()))) {
            Store there = redis.store();

            answerOf(there.write(values(keys(50))));

            assertThat(answerOf(there.read(keys(50)))).hasSize(50);
            assertThat(redis).hasToString("redis(cluster 127.0.0.1:1,127.0.0.1:" + only.port() + ")");
        }
    }

    /** A server alone is no cluster, and says so. */
    @Test
    void aServerThatIsNoClusterIsNotTakenForOne() {
        try (RedisServer alone = RedisServer.create().start();
                Redis redis = Redis.connect("redis-cluster://" + alone.host() + ':' + alone.port())) {
            Store there = redis.store();

            Nodes.soon()
                    .untilAsserted(() -> assertThat(failureOf(there.read(Set.of("key"))))
                            .hasMessageContaining("cluster support disabled"));
        }
    }
}
