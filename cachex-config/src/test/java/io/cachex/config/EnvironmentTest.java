package io.cachex.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M2: variables of the environment, as overrides and in references. */
class EnvironmentTest {

    private final TestSections sections = new TestSections();

    private Profiles open(String text, Map<String, String> environment) {
        return Opened.builder(text, sections).environment(environment).open();
    }

    /** M2: {@code CACHEX_CACHE_RETRY_MAX_RETRIES=5}. */
    @Test
    void overridesOptionsOfEveryKind() {
        Map<String, String> environment = Map.of(
                "CACHEX_CACHE_WHEEL_SIZE", "5",
                "CACHEX_CACHE_WHEEL_ON", "false",
                "CACHEX_CACHE_WHEEL_EVERY", "5m",
                "CACHEX_CACHE_WHEEL_TEXT", "7",
                "CACHEX_CACHE_WHEEL_NAMES", "a, b",
                "CACHEX_CACHE_WHEEL_FLAGS", "email=true, search=false",
                "CACHEX_CACHES_MY_USERS_WHEEL_SHARE", "0.7",
                "PATH", "/bin");
        try (Profiles profiles = open("cache: {wheel: {size: 1}}\ncaches: {my-users: }", environment)) {
            profiles.builder("my-users", String.class);

            assertThat(sections.wheels.get("my-users"))
                    .hasToString("{size=5, share=0.7, on=false, every=PT5M, text=7, names=[a, b],"
                            + " flags={email=true, search=false}}");
        }
    }

    /** A variable is enough to have the section. */
    @Test
    void makesASectionThatTheDocumentDoesNotHave() {
        try (Profiles profiles = open("hub: {}", Map.of("CACHEX_CACHE_WHEEL_SIZE", "5"))) {
            profiles.builder("users", String.class);

            assertThat(sections.wheels.get("users")).hasToString("{size=5}");
        }
    }

    /** M2: what begins with CACHEX_ and is no option is a mistake, unless it is known to be of use elsewhere. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CACHEX_CACHE_RETRY_MAX_RETRYS | no such option; did you mean 'CACHEX_CACHE_RETRY_MAX_RETRIES'?",
                "CACHEX_CACHES_USERS_TTLL | no such option; did you mean 'CACHEX_CACHES_USERS_TTL'?",
                "CACHEX_CACHES_ORDERS_TTL | no such option; the document has the caches [users]",
                "CACHEX_NOTHING_LIKE_THAT_AT_ALL | no such option",
                "CACHEX_CACHE_TTL | cache.ttl: must be a duration such as 250ms, 30s, 5m, 1h, 7d or PT1M30S: '5'",
                "CACHEX_CACHE_WHEEL_SIZE | cache.wheel.size: must be a whole number: '5 '",
                "CACHEX_CACHE_WHEEL_FLAGS | cache.wheel.flags: must be names with true or false: '5 '",
            })
    void refusesVariablesThatMeanNothing(String variable, String message) {
        String value = message.contains("'5 '") ? "5 " : "5";

        assertThat(Opened.refused(
                        Opened.builder("caches: {users: {}}", sections).environment(Map.of(variable, value))))
                .hasMessage("environment variable " + variable + ": " + message);
    }

    @Test
    void leavesVariablesAloneThatAreOfUseElsewhere() {
        Map<String, String> environment = Map.of(
                "CACHEX_PROFILE", "",
                "CACHEX_SELF_URL", "http://a",
                "CACHEX_PEER_URLS", "",
                "CACHEX_TEST_REDIS_URI", "redis://x",
                "CACHEX_OF_OURS", "5",
                "CACHEX_CACHE_TTL", "");
        try (Profiles profiles = Opened.builder("hub: {}", sections)
                .environment(environment)
                .ignoreVariable("CACHEX_OF_OURS")
                .open()) {
            assertThat(profiles.describe()).contains("size: 10  # default");
        }
    }

    /** M2: {@code ${VAR}} and {@code ${VAR:default}}, in values of every kind. */
    @Test
    void resolvesReferences() {
        String text = """
                cache:
                  wheel:
                    size: ${SIZE}
                    share: ${SHARE:0.25}
                    every: "${EVERY:5}s"
                    text: "${HOST:localhost}:${PORT}/$${NOT}"
                    names: ["${HOST:a:b}", c]
                    flags: {email: "${MAIL:true}"}
                """;
        try (Profiles profiles = open(text, Map.of("SIZE", "5", "PORT", "$1", "SHARE", ""))) {
            profiles.builder("users", String.class);

            assertThat(sections.wheels.get("users"))
                    .hasToString("{size=5, share=0.25, every=PT5S, text=localhost:$1/${NOT}, names=[a:b, c],"
                            + " flags={email=true}}");
        }
    }

    /** M2: a list may be a reference as a whole. */
    @Test
    void resolvesAListThatIsOneReference() {
        try (Profiles profiles = open("cache: {wheel: {names: \"${NAMES}\"}}", Map.of("NAMES", "a, b"))) {
            profiles.builder("users", String.class);

            assertThat(sections.wheels.get("users")).hasToString("{names=[a, b]}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${NONE} | the environment variable NONE is not set, and has no default",
                "${EMPTY} | the environment variable EMPTY is not set, and has no default",
                "${} | a reference is written ${NAME} or ${NAME:default}",
                "${A | a reference is written ${NAME} or ${NAME:default}",
                "${A-B} | a reference is written ${NAME} or ${NAME:default}",
            })
    void refusesReferencesToNothing(String reference, String message) {
        assertThat(Opened.refused(Opened.builder("cache: {wheel: {text: '" + reference + "'}}", sections)
                        .environment(Map.of("EMPTY", ""))))
                .hasMessage("production.yaml:1:23: cache.wheel.text: " + message);
    }

    /** Profiles that do not hold need no variables. */
    @Test
    void asksForNoVariableOfAProfileThatDoesNotHold() {
        try (Profiles profiles =
                open("profiles: {a: {cache: {ttl: \"${NONE}\"}}, b: {}}", Map.of("CACHEX_PROFILE", "b"))) {
            assertThat(profiles.profile()).contains("b");
        }
    }
}
