package io.cachex.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** M4: {@code describe()} prints what holds and where each value came from. */
class ProfilesDescribeTest {

    private static final String TEXT = """
            cache:
              wheel: {size: 5, text: "true", names: [a, "b,c"], flags: {"on": true, x: "${X:false}"}}
              ttl: 7s
            caches:
              users: {wheel: {size: 6}}
              orders:
            profiles:
              production:
                hub:
                cache: {retry: {max_retries: "${N:3}"}}
            """;

    private static ProfilesBuilder builder(String text) {
        return Opened.builder(text, new TestSections()).environment(Map.of("CACHEX_CACHE_WHEEL_EVERY", "9s"));
    }

    @Test
    void tellsTheOriginOfEachValue() {
        try (Profiles profiles = builder(TEXT).profile("production").open()) {
            assertThat(profiles.describe()).isEqualTo("""
                            # production.yaml, profile production
                            cache:
                              ttl: 7s  # production.yaml:3:8
                              timeout: 5s  # default
                              # soft_timeout: off  # default
                              a_late_one:
                                # size: none  # default
                              retry:
                                max_retries: "${N:3}"  # production.yaml:10:34
                                initial_delay: 100ms  # default
                                max_delay: 1s  # default
                              wheel:
                                size: 5  # production.yaml:2:17
                                limit: 0  # default
                                share: 0.5  # default
                                on: true  # default
                                every: 9s  # environment variable CACHEX_CACHE_WHEEL_EVERY
                                bytes: 64MB  # default
                                text: "true"  # production.yaml:2:26
                                unit: seconds  # default
                                names: [a, "b,c"]  # production.yaml:2:41
                                flags: {"on": true, x: "${X:false}"}  # production.yaml:2:60
                                low: 0  # default
                                high: 1  # default
                            hub:
                              size: 10  # default
                            caches:
                              users:
                                wheel:
                                  size: 6  # production.yaml:5:25
                              orders: {}
                            """);
        }
    }

    /** What it prints is a document itself, that says the same. */
    @Test
    void printsADocumentThatCanBeRead() {
        try (Profiles profiles = builder(TEXT).profile("production").open();
                Profiles again = builder(profiles.describe()).open()) {
            assertThat(values(again.describe())).isEqualTo(values(profiles.describe()));
        }
    }

    private static String values(String description) {
        return description.replaceAll("(?m)\\s*#.*$", "");
    }
}
