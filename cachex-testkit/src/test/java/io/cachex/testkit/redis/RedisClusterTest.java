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
