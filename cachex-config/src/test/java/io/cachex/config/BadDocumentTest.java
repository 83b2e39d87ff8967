package io.cachex.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.ConfigurationException;
import io.cachex.profile.core.CoreSections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M3: what is wrong in a document is refused with file, line, column, path, and the nearest known name. */
class BadDocumentTest {

    /** Issue 6: one typo in production.yaml, and the message tells file, line and the right name. */
    @Test
    void namesTheNearestKey() {
        ConfigurationException refusal = Opened.refused("cache:\n  retry:\n    max_retrys: 3\n");

        assertThat(refusal)
                .hasMessage("production.yaml:3:5: cache.retry.max_retrys: no such key; did you mean 'max_retries'?");
        assertThat(refusal.line()).isEqualTo(3);
        assertThat(refusal.column()).isEqualTo(5);
    }

    /** M3, issue 6, BI29: unknown keys and bad values, each with its position. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cach: {}                              | 1:1: cach: no such key; did you mean 'cache'?",
                "cache: {zzz: 1}                       | 1:9: cache.zzz: no such key; there are a_late_one, retry, soft_timeout, timeout, ttl, wheel",
                "caches: {users: {ttll: 1s}}           | 1:18: caches.users.ttll: no such key; did you mean 'ttl'?",
                "caches: {'no such name': {}}          | 1:10: caches: name",
                "cache: {ttl: 30x}                     | 1:14: cache.ttl: must be a duration such as 250ms, 30s, 5m, 1h, 7d or PT1M30S: '30x'",
                "cache: {ttl: 30}                      | 1:14: cache.ttl: must be a duration",
                "cache: {ttl: -5s}                     | 1:14: cache.ttl: must be a duration",
                "cache: {ttl: 1h30m}                   | 1:14: cache.ttl: must be a duration",
                "cache: {ttl: PT}                      | 1:14: cache.ttl: must be a duration",
                "cache: {ttl: 999999999999999d}        | 1:14: cache.ttl: must be a duration",
                "cache: {ttl: 0s}                      | 1:14: cache.ttl: ttl must be above zero and at most 365 days: PT0S",
                "cache: {ttl: 366d}                    | 1:14: cache.ttl: ttl must be above zero and at most 365 days",
                "cache: {ttl: }                        | 1:13: cache.ttl: must be a duration such as 250ms, 30s, 5m, 1h, 7d or PT1M30S, not nothing",
                "cache: {ttl: [5s]}                    | 1:14: cache.ttl: must be a duration such as 250ms, 30s, 5m, 1h, 7d or PT1M30S, not a list",
                "cache: {ttl: {a: b}}                  | 1:14: cache.ttl: must be a duration such as 250ms, 30s, 5m, 1h, 7d or PT1M30S, not keys with values",
                "cache: {wheel: {size: 0}}             | 1:23: cache.wheel.size: size must be from 1 to 100: 0",
                "cache: {wheel: {size: 1.5}}           | 1:23: cache.wheel.size: must be a whole number: '1.5'",
                "cache: {wheel: {size: 99999999999}}   | 1:23: cache.wheel.size: must be a whole number: '99999999999'",
                "cache: {wheel: {size: '5'}}           | 1:23: cache.wheel.size: must be a whole number without quotes: 5",
                "cache: {wheel: {text: 5}}             | 1:23: cache.wheel.text: must be a text that is not empty in quotes: 5",
                "cache: {wheel: {text: ' '}}           | 1:23: cache.wheel.text: must be a text that is not empty",
                "cache: {wheel: {on: yes}}             | 1:21: cache.wheel.on: must be true or false: 'yes'",
                "cache: {wheel: {share: .inf}}         | 1:24: cache.wheel.share: must be a number",
                "cache: {wheel: {share: .nan}}         | 1:24: cache.wheel.share: must be a number",
                "cache: {wheel: {bytes: 64MiB}}        | 1:24: cache.wheel.bytes: must be a size such as 64MB, 512KB, 1GB or a number of bytes: '64MiB'",
                "cache: {wheel: {bytes: -1}}           | 1:24: cache.wheel.bytes: must be a size",
                "cache: {wheel: {unit: SECONDS}}       | 1:23: cache.wheel.unit: must be one of nanoseconds, microseconds",
                "cache: {wheel: {names: a}}            | 1:24: cache.wheel.names: must be a list of texts, not a single value",
                "cache: {wheel: {names: [a, 1]}}       | 1:28: cache.wheel.names: must be a text that is not empty in quotes: 1",
                "cache: {wheel: {flags: {a: 1}}}       | 1:28: cache.wheel.flags.a: must be true or false: '1'",
                "cache: {wheel: {flags: [a]}}          | 1:24: cache.wheel.flags: must be names with true or false, not a list",
                "cache: {wheel: 5}                     | 1:16: cache.wheel: must be keys with values, not a single value",
                "cache: [a]                            | 1:8: cache: must be keys with values, not a list",
                "caches: {users: 5}                    | 1:17: caches.users: must be keys with values, not a single value",
                "profiles: {p: 5}                      | 1:15: profiles.p: must be keys with values, not a single value",
                "profiles: {'a b': {}}                 | 1:12: profiles.a b: a profile's name has 1 to 64 characters",
                "profiles: {p: {profiles: {}}}         | 1:16: profiles: no such key",
                "profiles: {p: {ttl: 1s}}              | 1:16: ttl: no such key",
                "extends: p                            | 1:1: extends: no such key",
            })
    void refusesWhatItDoesNotKnow(String text, String message) {
        assertThat(Opened.refused(text)).hasMessageStartingWith("production.yaml:" + message);
    }

    /** M3: a contradiction is refused where the section stands, with the names of both. */
    @Test
    void refusesWhatContradictsItself() {
        assertThat(Opened.refused("cache:\n  wheel:\n    low: 0.9\n    high: 0.8\n"))
                .hasMessage("production.yaml:2:3: cache.wheel: low must be at most high (0.8): 0.9");
    }

    /** M3: what contradicts only together with what all caches have is refused at the cache. */
    @Test
    void refusesWhatContradictsWhatIsInherited() {
        assertThat(Opened.refused("cache: {wheel: {high: 0.5}}\ncaches:\n  users:\n    wheel: {low: 0.6}\n"))
                .hasMessage("production.yaml:4:5: caches.users.wheel: low must be at most high (0.5): 0.6");
    }

    /** M3: profiles that are not chosen are checked as well, as far as the model can tell. */
    @Test
    void refusesAMistakeInAProfileThatIsNotChosen() {
        assertThat(Opened.refused("profiles:\n  a:\n    cache: {ttl: 5s}\n  b:\n    cache: {tll: 5s}\n"))
                .hasMessage("production.yaml:5:13: cache.tll: no such key; did you mean 'ttl'?");
    }

    /** A builder that forgot to check does not take the program down with another exception. */
    @Test
    void refusesWhatASetterStumblesOver() {
        TestSections sections = new TestSections();
        ConfigurationException refusal = Opened.refused(Opened.builder("redis: {uri: 'redis://wrong!'}", sections));

        assertThat(refusal).hasMessageStartingWith("production.yaml:1:14: redis.uri: text must be without exclamation");
    }

    /** M2: circles of profiles. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "profiles: {a: {extends: a}}                             | 1:25: extends: a circle: a > a",
                "profiles: {a: {extends: b}, b: {extends: c}, c: {extends: [a]}} | 1:60: extends: a circle: a > b > c > a",
                "profiles: {prod: {}, a: {extends: prd}}                 | 1:35: extends: no profile 'prd'; did you mean 'prod'?",
                "profiles: {a: {extends: }}                              | 1:24: extends: must be a profile's name",
            })
    void refusesProfilesThatBuildOnNothing(String text, String message) {
        assertThat(Opened.refused(text)).hasMessageStartingWith("production.yaml:" + message);
    }

    /** M2: a profile that is asked for and not there. */
    @Test
    void refusesAProfileThatIsNotThere() {
        ProfilesBuilder builder = Opened.builder("profiles: {production: {}}", new TestSections());

        assertThat(Opened.refused(builder.profile("prodution")))
                .hasMessage("production.yaml: no profile 'prodution'; did you mean 'production'?");
        assertThat(Opened.refused(Opened.builder("cache: {}", new TestSections())
                        .environment(Map.of("CACHEX_PROFILE", "production"))))
                .hasMessage("production.yaml: no profile 'production'");
    }

    /** M3: an option that only another module heeds is none without it. */
    @Test
    void whatNobodyWouldHeedIsRefused() {
        for (String option :
                List.of("enable_bloom_filter: true", "enable_dead_letter_queue: true", "attempt_timeout: 50ms")) {
            ProfilesBuilder builder = Profiles.fromText(Opened.NAME, "cache:\n  " + option + "\n")
                    .providers(new CoreSections())
                    .environment(Map.of());

            assertThat(Opened.refused(builder))
                    .hasMessageContaining("no such key; its module is not on the class path");
        }
    }
}
