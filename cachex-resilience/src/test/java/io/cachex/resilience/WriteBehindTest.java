package io.cachex.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.BulkWriter;
import io.cachex.ConfigurationException;
import io.cachex.Write;
import io.cachex.Writer;
import io.cachex.spi.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a {@link WriteBehind} is made of. */
class WriteBehindTest {

    private static final WriteBehind<String> ANY = WriteBehind.withoutWriter();

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(() -> WriteBehind.to(null), "writer must not be null"),
                refusal(() -> WriteBehind.toBatches(null), "writer must not be null"),
                refusal(() -> ANY.journal(null), "journal must not be null"),
                refusal(() -> ANY.workers(0), "workers must be from 1 to 1000: 0"),
                refusal(() -> ANY.workers(1_001), "workers must be from 1 to 1000: 1001"),
                refusal(() -> ANY.batch(0), "batch must be from 1 to 10000: 0"),
                refusal(() -> ANY.delay(Duration.ofMillis(-1)), "delay must be zero or more"),
                refusal(() -> ANY.delay(Duration.ofSeconds(61)), "delay must be at most 1 min: PT1M1S"),
                refusal(() -> ANY.maxRetries(-1), "maxRetries must be at least 0: -1"),
                refusal(
                        () -> ANY.backoff(Duration.ZERO, Duration.ofSeconds(1)),
                        "backoff.min must be whole milliseconds"),
                refusal(
                        () -> ANY.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                        "backoff.max must be at least backoff.min: PT1S"),
                refusal(() -> ANY.random(null), "random must not be null"),
                refusal(() -> ANY.maximumWrites(0), "maximumWrites must be at least 1: 0"),
                refusal(() -> ANY.maximumBytes(0), "maximumBytes must be at least 1: 0"),
                refusal(() -> ANY.whenFull(null), "whenFull must not be null"),
                refusal(() -> ANY.maxWait(Duration.ZERO), "maxWait must be above zero"),
                refusal(() -> ANY.deadLetters(0), "deadLetters must be at least 1: 0"),
                refusal(() -> ANY.whenLettersFull(null), "whenLettersFull must not be null"),
                refusal(() -> ANY.afterDeath(null), "afterDeath must not be null"),
                refusal(() -> ANY.onDeadLetter(null), "onDeadLetter must not be null"));
    }

    /** BI29: an option that cannot work is refused at once, with its name, its value and the rule. */
    @ParameterizedTest(name = "{1}")
    @MethodSource("refusals")
    void refusesWhatCannotWork(Executable option, String message) {
        assertThatThrownBy(option::execute)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    /** An option gives another one: what was shared before does not change. */
    @Test
    void optionsChangeNothingThatIsThere() {
        QueueFixture f = new QueueFixture();
        List<String> heard = new ArrayList<>();
        WriteBehind<String> one = ANY.onDeadLetter(letter -> heard.add("one"));
        one.onDeadLetter(letter -> heard.add("two")).maxRetries(9).coalescing(false);

        f.open(options -> one);
        f.sink.failAll(new IllegalArgumentException("constraint"));
        f.put("k", "v");

        assertThat(heard).containsExactly("one");
    }

    /** E2: a batch is of 100 for a bulk writer, else of one. */
    @Test
    void bulkWritersGetBatches() {
        BulkWriter<String> bulk = batch -> Map.of();
        assertThat(WriteBehind.toBatches(bulk).writer()).isSameAs(bulk);
        assertThat(batchOf(WriteBehind.toBatches(bulk))).isEqualTo(100);
        assertThat(batchOf(WriteBehind.to((key, value) -> {}))).isEqualTo(1);
        assertThat(batchOf(WriteBehind.withoutWriter())).isEqualTo(1);
        assertThat(ANY.writer()).isNull();
    }

    /** A writer of single values gets each of a batch, whatever becomes of the others. */
    @Test
    void aWriterGetsEachValue() throws Exception {
        List<String> heard = new ArrayList<>();
        Writer<String> writer = new Writer<>() {
            @Override
            public void write(String key, String value) throws Exception {
                if (key.equals("bad")) {
                    throw new IOException("away");
                }
                heard.add(key + "=" + value);
            }

            @Override
            public void delete(String key) {
                heard.add(key);
            }
        };

        Map<String, Throwable> failures =
                WriteBehind.to(writer).writer().write(List.of(write("a", "1"), write("bad", "1"), write("b", null)));

        assertThat(heard).containsExactly("a=1", "b");
        assertThat(failures).containsOnlyKeys("bad");
        assertThat(failures.get("bad")).hasMessage("away");
    }

    /** An interrupt is the failure of one write, and is kept. */
    @Test
    void anInterruptIsKept() throws Exception {
        Map<String, Throwable> failures = WriteBehind.<String>to((key, value) -> {
                    throw new InterruptedException();
                })
                .writer()
                .write(List.of(write("a", "1")));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failures.get("a")).isInstanceOf(InterruptedException.class);
    }

    @Test
    void printsItself() {
        assertThat(ANY).hasToString("writeBehind(memory)");
        assertThat(ANY.journal(new RecordingJournal())).hasToString("writeBehind(recording)");
        QueueFixture f = new QueueFixture();
        f.open(options -> options);
        f.sink.hold(true);
        f.put("k", "v");
        assertThat(f.queue).hasToString("writeQueue(users, 1 waiting, 0 dead)");
        assertThat(f.queue.durability()).isEqualTo(Journal.Durability.MEMORY);
    }

    /** TH8: the value is encoded by the caller; what is shown of a write has neither key nor value. */
    @Test
    void aWriteDoesNotShowItsValue() {
        assertThat(write("key", "value").toString()).isEqualTo("write id, version 1");
    }

    private static Write<String> write(String key, String value) {
        return new Write<>(key, value, 1, "id", 0);
    }

    /** How many of 300 writes that wait come in one call. */
    private static int batchOf(WriteBehind<String> writing) {
        QueueFixture f = new QueueFixture();
        f.open(options -> writing.workers(1));
        f.sink.hold(true);
        for (int i = 0; i < 300; i++) {
            f.put("k" + i, "v");
        }
        f.sink.answer();
        return f.sink.batches().get(1).size();
    }

    private static Arguments refusal(Executable option, String message) {
        return Arguments.of(option, message);
    }
}
