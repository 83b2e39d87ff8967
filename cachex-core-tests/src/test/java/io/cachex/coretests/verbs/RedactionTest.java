package io.cachex.coretests.verbs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.cachex.Cache;
import io.cachex.CallOptions;
import io.cachex.Compression;
import io.cachex.Encryption;
import io.cachex.PutOptions;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.coretests.SlowOrigin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

class RedactionTest {

    private static final String CANARY = "canary-4711";

    private final Tiers tiers = new Tiers();
    private final Logger root = (Logger) LoggerFactory.getLogger("io.cachex");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(log);
        root.setLevel(null);
    }

    /** A12: with redaction on, a key is in no message, no log line and no toString. */
    @EachFace
    void aRedactedKeyIsSeenNowhere(Face face) {
        SlowOrigin origin = new SlowOrigin().fail(new IOException("down"));
        Cache<String> cache = face.of(tiers.words(Shape.BOTH)
                .redactKeys(true)
                .loader(origin)
                .encryption(Encryption.aes("k1", new byte[32]))
                .compression(Compression.deflate().above(0))
                .maximumValueBytes(3)
                .build());
        note(cache.find(CANARY, CallOptions.defaults().skipLoad()));
        fails(() -> cache.get(CANARY));
        fails(() -> cache.get(CANARY + "\n"));
        fails(() -> cache.get(CANARY + "\ud800"));
        fails(() -> cache.get(CANARY.repeat(100)));
        fails(() -> cache.get(CANARY, key -> {
            throw new StackOverflowError();
        }));
        fails(() -> cache.get(CANARY, key -> cache.get(key)));
        fails(() -> cache.putIfAbsent(CANARY, "large"));
        fails(() -> cache.getAll(List.of(CANARY, "b")).orThrow());
        note(cache.getAll(List.of(CANARY)).failures().values().iterator().next());
        tiers.store.onAll().fail(new IOException("down"));
        fails(() -> run(() -> cache.put(CANARY, "1", PutOptions.defaults())));
        fails(() -> run(() -> cache.putAll(Map.of(CANARY, "1"))));
        fails(() -> run(() -> cache.invalidate(CANARY)));
        fails(() -> run(() -> cache.invalidateAll(List.of(CANARY))));
        fails(() -> run(() -> cache.writeThrough(CANARY, "1", (key, value) -> {
            throw new IOException("refused");
        })));
        tiers.store.heal();
        note(cache.tryLock(CANARY, ofSeconds(5)).orElseThrow());
        Caller<String> slow =
                Caller.start(() -> cache.get(CANARY, key -> origin.heal().hang().load(key)));
        Caller<String> bounded =
                Caller.waiting(() -> cache.get(CANARY, CallOptions.defaults().timeout(ofMillis(10))));
        bounded.awaitWaiting();
        tiers.time.advance(ofSeconds(40));
        note(bounded.failure());
        note(slow.failure());
        origin.release();
        note(cache.stats());
        note(cache);
        cache.close();
        fails(() -> cache.get(CANARY));

        assertThat(seen).hasSizeGreaterThan(20).noneMatch(text -> text.contains("canary"));
        assertThat(log.list).noneMatch(event -> event.getFormattedMessage().contains("canary"));
        assertThat(log.list)
                .noneMatch(event -> messages(event.getThrowableProxy()).contains("canary"));
    }

    private static Object run(Runnable action) {
        action.run();
        return "";
    }

    private void fails(Callable<?> call) {
        try {
            note(call.call());
        } catch (Throwable e) {
            note(e);
            return;
        }
        throw new AssertionError("should have failed");
    }

    private void note(Object thing) {
        seen.add(thing.toString());
        if (thing instanceof Throwable failure) {
            for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                seen.add(cause.toString());
            }
            for (Throwable suppressed : failure.getSuppressed()) {
                note(suppressed);
            }
        }
    }

    private static String messages(IThrowableProxy failure) {
        return failure == null ? "" : failure.getMessage() + messages(failure.getCause());
    }
}
