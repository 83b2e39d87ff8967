package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.codec.StringCodec;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a queue's entries become: writes to the origin, or changes of the store; and each gets its own answer. */
final class SinksTest {

    private final List<String> written = new ArrayList<>();
    private final Map<String, Throwable> failures = new HashMap<>();
    private final OriginSink<String> origin = new OriginSink<>(StringCodec.of(), writes -> {
        writes.forEach(write -> written.add(write.key() + "=" + write.value() + "#" + write.version()));
        return failures;
    });

    private static JournalEntry entry(Operation operation, String key) {
        byte[] value = operation == Operation.PUT ? key.getBytes(StandardCharsets.UTF_8) : JournalEntry.nothing();
        return JournalEntry.of("id-" + key, operation, key, value, 5, Instant.EPOCH);
    }

    private static List<@Nullable Throwable> made(io.cachex.spi.WriteQueue.Sink sink, JournalEntry... entries) {
        return sink.make(List.of(entries)).toCompletableFuture().join();
    }

    @Test
    void eachWriteHasItsAnswer() {
        IOException no = new IOException("no");
        failures.put("b", no);

        assertThat(made(origin, entry(Operation.PUT, "a"), entry(Operation.PUT, "b"), entry(Operation.DELETE, "c")))
                .containsExactly(null, no, null);
        assertThat(written).containsExactly("a=a#5", "b=b#5", "c=null#5");
    }

    @Test
    void aValueThatCannotBeDecodedFailsAlone() {
        JournalEntry broken = JournalEntry.of("x", Operation.PUT, "x", new byte[] {(byte) 0xC3, 'x'}, 1, Instant.EPOCH);

        List<@Nullable Throwable> answers = made(origin, entry(Operation.PUT, "a"), broken);

        assertThat(answers.get(0)).isNull();
        assertThat(answers.get(1)).isInstanceOf(SerializationException.class);
        assertThat(written).containsExactly("a=a#5");
    }

    /** BI41: a writer that answers nothing has failed, and so has one that throws an error. */
    @Test
    void aWriterThatAnswersNonsenseHasFailed() {
        OriginSink<String> silent = new OriginSink<>(StringCodec.of(), writes -> null);
        OriginSink<String> throwing = new OriginSink<>(StringCodec.of(), writes -> {
            throw new StackOverflowError();
        });

        assertThat(silent.make(List.of(entry(Operation.PUT, "a")))).isCompletedExceptionally();
        assertThat(throwing.make(List.of(entry(Operation.PUT, "a")))).isCompletedExceptionally();
    }

    @Test
    void anInterruptedWriterLeavesTheFlagSet() {
        OriginSink<String> bulk = new OriginSink<>(StringCodec.of(), writes -> {
            throw new InterruptedException();
        });
        OriginSink<String> single = new OriginSink<>(StringCodec.of(), BulkWriter.of((key, value) -> {
            throw new InterruptedException();
        }));

        assertThat(bulk.make(List.of(entry(Operation.PUT, "a")))).isCompletedExceptionally();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(made(single, entry(Operation.PUT, "a")).get(0)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** One write that fails keeps no other from being made. */
    @Test
    void aSingleWriterMakesTheRestOfABatch() throws Exception {
        BulkWriter<String> each = BulkWriter.of(new Writer<>() {
            @Override
            public void write(String key, String value) throws IOException {
                if (key.equals("bad")) {
                    throw new IOException("no");
                }
                written.add("write " + key);
            }

            @Override
            public void delete(String key) {
                written.add("delete " + key);
            }
        });

        Map<String, Throwable> answer = each.write(List.of(
                new Write<>("bad", "v", 1, "1", 0),
                new Write<>("good", "v", 2, "2", 0),
                new Write<>("gone", null, 3, "3", 0)));

        assertThat(answer).containsOnlyKeys("bad");
        assertThat(written).containsExactly("write good", "delete gone");
        assertThat(new Write<>("secret", "canary", 1, "1", 0)).hasToString("write 1, version 1");
    }

    /** What the origin has is told, write by write. */
    @Test
    void whatTheOriginHasIsTold() {
        List<String> had = new ArrayList<>();
        CacheSink sink = new CacheSink(
                origin,
                change -> {
                    throw new AssertionError("nothing is for the store");
                },
                made -> had.add(made.key()));
        IOException no = new IOException("no");
        failures.put("b", no);

        assertThat(made(sink, entry(Operation.PUT, "a"), entry(Operation.PUT, "b"), entry(Operation.DELETE, "c")))
                .containsExactly(null, no, null);
        assertThat(had).containsExactly("a", "c");
    }

    /** E7: changes that the store refused go to the store, and each has its own answer. */
    @Test
    void whatTheStoreRefusedGoesToTheStore() {
        List<String> store = new ArrayList<>();
        CacheSink sink = new CacheSink(
                origin,
                change -> {
                    store.add(change.operation() + " " + change.key());
                    return change.key().equals("bad")
                            ? CompletableFuture.failedFuture(new IOException("down"))
                            : CompletableFuture.completedFuture(null);
                },
                made -> {
                    throw new AssertionError("the origin has heard nothing");
                });

        List<@Nullable Throwable> answers = made(sink, entry(Operation.REMOVE, "bad"), entry(Operation.REMOVE, "good"));

        assertThat(answers.get(0)).hasMessage("down");
        assertThat(answers.get(1)).isNull();
        assertThat(made(sink, entry(Operation.ADVANCE, "tag"))).containsExactly((Throwable) null);
        assertThat(store).containsExactly("REMOVE bad", "REMOVE good", "ADVANCE tag");
        assertThat(written).isEmpty();
    }

    /** An origin that fails as a whole has made nothing. */
    @Test
    void anOriginThatIsDownHasNothing() {
        CacheSink sink = new CacheSink(
                writes -> CompletableFuture.failedFuture(new IOException("down")),
                change -> CompletableFuture.completedFuture(null),
                made -> {
                    throw new AssertionError("nothing was made");
                });

        assertThat(sink.make(List.of(entry(Operation.PUT, "a")))).isCompletedExceptionally();
    }
}
