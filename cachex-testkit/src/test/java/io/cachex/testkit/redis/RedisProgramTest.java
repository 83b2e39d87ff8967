package io.cachex.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisProgramTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64",
        "Linux, x86_64",
        "Linux, aarch64",
        "Linux, i386",
        "Mac OS X, aarch64",
        "Mac OS X, x86_64",
    })
    void isThereForTheUsualSystems(String system, String processor) {
        assertThat(RedisProgram.class.getResource("/" + RedisProgram.name(system, processor)))
                .isNotNull();
    }

    @Test
    void isUnpackedOnce() {
        assertThat(RedisProgram.path()).isExecutable().isEqualTo(RedisProgram.path());
    }
}
