package io.cachex.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.ConfigurationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TH13, M2: secrets only by reference, and never in a message, a description, or the text of an object. */
class SecretsTest {

    private static final String SECRET = "hunter2!";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis: {password: hunter2!}",
                "redis: {password: '${PASSWORD:hunter2!}'}",
                "redis: {password: 'hunter2!${PASSWORD}'}",
                "redis: {password: [hunter2!]}",
                "redis: {password: {hunter2!: 1}}",
                "redis: {uri: 'redis://hunter2!@host'}",
                "redis: {uri: 'redis://user:hunter2!@host'}",
                "redis: {uri: 'redis://:hunter2!@host'}",
                "redis: {uri: 'redis://${USER}:${PASSWORD:hunter2!}@host'}",
                "redis: {uri: 'redis-sentinel://hunter2!@a,b#main'}",
            })
    void refusesASecretInADocument(String text) {
        ConfigurationException refusal = Opened.refused(text);

        assertThat(refusal).hasMessageContaining("reference");
        assertThat(trace(refusal)).doesNotContain("hunter2");
    }

    /** TH13: what is refused came out of the environment. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis: {password: '${PASSWORD}'}",
                "redis: {uri: 'redis://:${PASSWORD}@host'}",
                "cache: {wheel: {text: 'a ${PASSWORD}'}}",
                "cache: {wheel: {every: '${PASSWORD}'}}",
                "cache: {wheel: {size: '${PASSWORD}'}}",
                "cache: {wheel: {unit: '${PASSWORD}'}}",
                "cache: {wheel: {flags: {a: '${PASSWORD}'}}}",
            })
    void showsNoSecretThatIsRefused(String text) {
        ConfigurationException refusal =
                Opened.refused(Opened.builder(text, new TestSections()).environment(Map.of("PASSWORD", SECRET)));

        assertThat(trace(refusal)).contains("***").doesNotContain("hunter2");
    }

    /** TH13: nor a part of one. */
    @Test
    void showsNoPartOfALongSecret() {
        for (String text :
                java.util.List.of("cache: {wheel: {every: '${KEY}'}}", "cache: {wheel: {flags: '${KEY}'}}")) {
            ConfigurationException refusal = Opened.refused(Opened.builder(text, new TestSections())
                    .environment(Map.of("KEY", "-----BEGIN\n" + "hunter2".repeat(50))));

            assertThat(trace(refusal)).contains("***").doesNotContain("hunter2").doesNotContain("BEGIN");
        }
    }

    @Test
    void showsNoSecretOfAVariableThatIsRefused() {
        for (Map<String, String> environment : java.util.List.of(
                Map.of("CACHEX_REDIS_PASSWORD", SECRET),
                Map.of("CACHEX_REDIS_URI", "redis://user:" + SECRET + "@host"),
                Map.of("CACHEX_REDIS_URI", "redis://" + SECRET + "@host"))) {
            ConfigurationException refusal = Opened.refused(
                    Opened.builder("redis: {}", new TestSections()).environment(environment));

            assertThat(trace(refusal)).contains("***").doesNotContain("hunter2");
        }
    }

    /** TH13, M4: references stay references, and variables are masked. */
    @Test
    void describesWithoutSecrets() {
        Map<String, String> environment =
                Map.of("PASSWORD", "hunter2", "CACHEX_REDIS_URI", "redis://user:hunter2@host");
        try (Profiles profiles = Opened.builder("redis: {password: '${PASSWORD}'}", new TestSections())
                .environment(environment)
                .open()) {
            assertThat(profiles.describe()).isEqualTo("""
                            # production.yaml
                            cache:
                              a_late_one:
                                # size: none  # default
                            redis:
                              uri: "redis://user:***@host"  # environment variable CACHEX_REDIS_URI
                              password: "${PASSWORD}"  # production.yaml:1:19
                            """);
            assertThat(profiles.toString()).isEqualTo("profiles(production.yaml)");
        }
    }

    /** What is no secret may stand in a document. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis: {uri: 'redis://localhost:6379'}",
                "redis: {uri: 'redis://user:${PASSWORD}@host'}",
                "redis: {uri: 'redis://${PASSWORD}@host'}",
                "redis: {uri: '${PASSWORD}'}",
                "redis: {uri: '${URI:redis://localhost}'}",
            })
    void takesAddressesWithoutASecret(String text) {
        try (Profiles profiles = Opened.builder(text, new TestSections())
                .environment(Map.of("PASSWORD", "hunter2"))
                .open()) {
            assertThat(profiles.describe()).doesNotContain("hunter2");
        }
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
