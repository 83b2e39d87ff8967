package io.cachex.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RedisClusterTest {

    @Test
    void comesUpAndLosesOnlyTheSlotsOfANodeThatIsKilled() {
        try (RedisCluster cluster = RedisCluster.start("maxmemory 5mb")) {
            RedisServer own = cluster.masterOf("{user:1}");
            RedisServer another = cluster.masters().stream()
                    .filter(node -> node != own)
                    .findFirst()
                    .orElseThrow();

            assertThat(cluster.uris()).hasSize(3).doesNotHaveDuplicates();
            assertThat(own.command("SET", "{user:1}:name", "Ann")).isEqualTo("OK");
            assertThat(own.command("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "5242880"));
            assertThatExceptionOfType(RespError.class)
                    .isThrownBy(() -> another.command("GET", "{user:1}:name"))
                    .withMessageStartingWith("MOVED")
                    .withMessageEndingWith(own.host() + ":" + own.port());

            another.kill();

            assertThat(own.command("GET", "{user:1}:name")).isEqualTo("Ann");
            Waiting.until(
                    "the loss is noticed",
                    () -> String.valueOf(own.command("CLUSTER", "NODES")).contains("fail"));
            assertThat(own.command("SET", "{user:1}:name", "Bob")).isEqualTo("OK");

            another.start();

            cluster.awaitOk();
        }
    }

    @Test
    void slotsMoveWithTheirKeys() {
        try (RedisCluster cluster = RedisCluster.start()) {
            RedisServer from = cluster.masterOf("{user:1}");
            RedisServer to = cluster.masters().stream()
                    .filter(node -> node != from)
                    .findFirst()
                    .orElseThrow();
            int slot = ((Long) from.command("CLUSTER", "KEYSLOT", "{user:1}")).intValue();
            from.command("SET", "{user:1}:name", "Ann");

            cluster.move(slot, to);

            assertThat(cluster.masterOf(slot)).isSameAs(to);
            assertThat(to.command("GET", "{user:1}:name")).isEqualTo("Ann");
            assertThatExceptionOfType(RespError.class)
                    .isThrownBy(() -> from.command("GET", "{user:1}:name"))
                    .withMessageStartingWith("MOVED");
            assertThat(cluster.uri())
                    .isEqualTo("redis-cluster://"
                            + String.join(",", cluster.uris()).replace("redis://", ""));
        }
    }

    /** FT21. */
    @Test
    void aReplicaTakesOver() {
        try (RedisCluster cluster = RedisCluster.startWithReplicas()) {
            RedisServer master = cluster.masterOf("{user:1}");
            RedisServer replica = cluster.replicaOf(master);
            master.command("SET", "{user:1}:name", "Ann");
            Waiting.until("the replica has it", () -> replica.infoSays("keyspace", "keys=1"));

            master.kill();

            Waiting.until("the replica is master", () -> replica.infoSays("replication", "role:master"));
            Waiting.until("it serves", () -> isAnn(replica));
        }
    }

    private static boolean isAnn(RedisServer node) {
        try {
            return "Ann".equals(node.command("GET", "{user:1}:name"));
        } catch (RespError e) { // not yet
            return false;
        }
    }

    @Test
    void knowsWhoHasASlot() {
        try (RedisCluster cluster = RedisCluster.start()) {
            assertThat(cluster.masterOf(0)).isSameAs(cluster.masters().get(0));
            assertThat(cluster.masterOf(16_383)).isSameAs(cluster.masters().get(2));
            for (RedisServer node : cluster.masters()) {
                List<?> first = (List<?>) ((List<?>) node.command("CLUSTER", "SLOTS")).get(0);
                assertThat(cluster.masterOf(((Long) first.get(0)).intValue()).port())
                        .isEqualTo(((Long) ((List<?>) first.get(2)).get(1)).intValue());
            }
            assertThatIllegalArgumentException().isThrownBy(() -> cluster.masterOf(16_384));
            assertThatIllegalArgumentException().isThrownBy(() -> cluster.masterOf(-1));
        }
    }
}
