package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class RedisBuilderTest {

    @Test
    void hasTheDefaultsItDocuments() {
        RedisSettings settings = Redis.builder().settings();

        assertThat(settings.commandTimeout()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.bound()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.messageTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.originLag()).isZero();
        assertThat(settings.maximumValueBytes()).isEqualTo(17 << 20);
        assertThat(settings.names().invalidationChannel()).isEqualTo("cache:invalidation");
        assertThat(settings.names().healthChannel()).isEqualTo("cache:health");
        assertThat(settings.names().readyChannel()).isEqualTo("cx:ready");
    }

    /** BI29: what cannot work is refused with its name and the rule. */
    @Test
    void refusesWhatCannotWork() {
        refuses("commandTimeout", builder -> builder.commandTimeout(Duration.ZERO));
        refuses("commandTimeout", builder -> builder.commandTimeout(Duration.ofMinutes(2)));
        refuses("connectTimeout", builder -> builder.connectTimeout(Duration.ofMillis(-1)));
        refuses("bound", builder -> builder.bound(Duration.ofMillis(99)));
        refuses("messageTimeout", builder -> builder.messageTimeout(Duration.ofMillis(99)));
        refuses("originLag", builder -> builder.originLag(Duration.ofMillis(-1)));
        refuses("maximumValueBytes", builder -> builder.maximumValueBytes(0));
        refuses("prefix", builder -> builder.prefix(""));
        refuses("prefix", builder -> builder.prefix("a{b"));
        refuses("prefix", builder -> builder.prefix("a:b"));
        refuses("invalidationChannel", builder -> builder.invalidationChannel("with space"));
        refuses("healthChannel", builder -> builder.healthChannel("\n"));
    }

    /** TH13. */
    @Test
    void showsNoPasswordOfAUriThatCannotBeRead() {
        for (String uri : List.of(
                "redis://:s3cr3t@",
                "redis://ann:s3cr3t@host name",
                "http://ann:s3cr3t@host",
                "redis://ann:s3cr3t%zz@host",
                "s3cr3t",
                "redis-sentinel://:s3cr3t@host",
                "redis-cluster://:s3cr3t@",
                "redis-cluster://:s3cr3t@host:1,",
                "redis-cluster://:s3cr3t@host:1/2",
                "rediss-cluster://:s3cr3t@host name",
                "redis://host:70000?s3cr3t=\u0000")) {
            assertThatThrownBy(() -> Redis.connect(uri).toString())
                    .as(uri)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("uri")
                    .hasNoCause()
                    .satisfies(failure -> assertThat(failure.toString()).doesNotContain("s3cr3t"));
        }
    }

    @Test
    void showsWhereItIsWithoutThePassword() {
        try (Redis one = Redis.connect("rediss://ann:s3cr3t@example:7000/2");
                Redis many = Redis.connect("redis-sentinel://s3cr3t@a:1,b:2/0#main");
                Redis cluster = Redis.connect("rediss-cluster://ann:s3cr3t@a:1,b")) {
            assertThat(one).hasToString("redis(example:7000)");
            assertThat(many).hasToString("redis(a:1,b:2#main)");
            assertThat(cluster).hasToString("redis(cluster a:1,b:6379)");
            assertThat(cluster.store()).hasToString("redis(cluster a:1,b:6379)");
        }
    }

    /** TH11: the documented rights are those that are used. */
    @Test
    void theDocumentationNamesTheRightsOfAnAccount() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "redis.md"));
        int start = page.indexOf("resetkeys");
        String documented = page.substring(start, page.indexOf("```", start)).strip();

        assertThat(documented.split("\\s+"))
                .containsExactlyInAnyOrder(
                        Redis.builder().settings().names().accessRules().split(" "));
    }

    private static void refuses(String option, Consumer<RedisBuilder> setting) {
        assertThatThrownBy(() -> setting.accept(Redis.builder()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(option + " must be");
    }
}
