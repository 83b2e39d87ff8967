package io.cachex.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RedisSentinelsTest {

    /** FT21, FT22: the mechanics. */
    @Test
    void comeUpAndFailOver() {
        try (RedisSentinels all = RedisSentinels.start()) {
            RedisServer first = all.master();
            RedisServer second = all.replica();
            assertThat(all.sentinels()).hasSize(3);
            assertThat(all.uri()).matches("redis-sentinel://(127.0.0.1:\\d+,?){3}#" + all.masterName());
            first.command("SET", "key", "value");
            Waiting.until("it is replicated", () -> "value".equals(second.command("GET", "key")));
            assertThatExceptionOfType(RespError.class)
                    .isThrownBy(() -> second.command("SET", "key", "other"))
                    .withMessageStartingWith("READONLY");

            assertThat(all.failOver()).isSameAs(second);

            assertThat(first.isRunning()).isFalse();
            assertThat(all.master()).isSameAs(second);
            assertThat(second.command("GET", "key")).isEqualTo("value");
            assertThat(second.command("SET", "key", "other")).isEqualTo("OK");

            first.start();
            all.awaitReplica();

            assertThat(all.replica()).isSameAs(first);
            assertThat(first.command("GET", "key")).isEqualTo("other");
        }
    }

    /** FT22: a client that goes on writing to the old master is refused. */
    @Test
    void switchOverWithoutLoss() {
        try (RedisSentinels all = RedisSentinels.start()) {
            RedisServer first = all.master();

            RedisServer second = all.switchOver();

            assertThat(second).isNotSameAs(first).isSameAs(all.master());
            assertThat(all.replica()).isSameAs(first);
            assertThatExceptionOfType(RespError.class)
                    .isThrownBy(() -> first.command("SET", "key", "value"))
                    .withMessageStartingWith("READONLY");
        }
    }
}
