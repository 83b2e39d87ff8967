package io.cachex.coretests.offline;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.cachex.Cache;
import io.cachex.coretests.load.EachSetup;
import io.cachex.coretests.load.Scene;
import io.cachex.coretests.load.Setup;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;

/** TH28, BI5: nothing that comes from outside, be it a key or an origin's words, begins a line in the log. */
class LogInjectionTest {

    private static final String FORGED = "ERROR Admin: the disk is on fire";

    @AutoClose
    private final Scene scene = new Scene();

    @AutoClose
    private final Log log = new Log(Level.DEBUG);

    private void assertNothingForged() {
        assertThat(log.written().split("\\R|[\u0085\u000b\u000c]"))
                .noneMatch(line -> line.stripLeading().startsWith(FORGED));
    }

    /** BI5: a key with control characters is refused by every verb, and its refusal shows it escaped. */
    @EachSetup
    void aKeyWithControlCharactersIsRefused(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.writer((key, value) -> {}));

        for (String lineEnd : List.of("\r\n", "\n", "\r", "\u0000", "\u001b[2K", "\u0085")) {
            String key = "a" + lineEnd + FORGED;
            for (Runnable verb : List.<Runnable>of(
                    () -> cache.get(key),
                    () -> cache.getIfPresent(key),
                    () -> cache.find(key),
                    () -> cache.put(key, "1"),
                    () -> cache.invalidate(key),
                    () -> cache.expire(key),
                    () -> cache.refresh(key),
                    () -> cache.invalidateTag(key),
                    () -> cache.publishInvalidation(key))) {
                assertThatThrownBy(verb::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .message()
                        .doesNotContain("\n", "\r", "\u0000", "\u001b", "\u0085");
            }
            assertThat(cache.getAll(List.of(key)).failures().get(key).getMessage())
                    .doesNotContain("\n", "\r", "\u0000", "\u001b", "\u0085");
        }
        assertNothingForged();
    }

    /** TH28: characters that end a line for some readers, or turn its direction, are keys' right, and escaped. */
    @EachSetup
    void whatLooksLikeALinesEndIsEscaped(Setup setup) {
        String key = "a\u2028" + FORGED + "\u2029\u202e";
        Cache<String> cache = scene.cache(setup, options -> options.ttl(ofMinutes(1)));
        cache.get(key);
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down"));

        cache.get(key);

        assertThat(log.lines(Level.WARN, "an old value is served"))
                .singleElement()
                .asString()
                .contains("\\u2028", "\\u2029", "\\u202e")
                .doesNotContain("\u2028", "\u2029", "\u202e");
        assertNothingForged();
    }

    /** TH28: an origin may answer anything; of its failures only the types are logged. */
    @EachSetup
    void theWordsOfAnOriginAreNotLogged(Setup setup) {
        Cache<String> cache = scene.cache(setup, options -> options.ttl(ofMinutes(1)));
        List<String> keys = List.of("a", "b", "c", "d");
        keys.forEach(cache::get);
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("no\r\n" + FORGED, new IOException("\n" + FORGED)));

        keys.forEach(cache::get);
        cache.upstreamEnabled(false);
        keys.forEach(cache::get);

        assertThat(log.lines(Level.WARN, "not available")).hasSize(1);
        assertThat(log.written()).doesNotContain("disk is on fire");
    }

    /** TH28: nor are those of the predicate that is asked about them. */
    @EachSetup
    void theWordsOfAPredicateAreNotLogged(Setup setup) {
        Cache<String> cache = scene.cache(
                setup,
                options -> options.ttl(ofMinutes(1)).staleIf(failure -> {
                    throw new IllegalStateException(failure.getMessage());
                }));
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("no\r\n" + FORGED));

        assertThatThrownBy(() -> cache.get("a")).isNotNull();

        assertThat(log.lines(Level.WARN, "cannot be told")).isNotEmpty();
        assertThat(log.written()).doesNotContain("disk is on fire");
    }
}
