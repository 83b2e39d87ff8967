package io.cachex.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.StoredValue;
import io.cachex.testkit.ByteFuzzer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * BI17 to BI19, TH19: records of a disk store that were changed at random, in the library's own pages, are what was written
 * for that key or nothing, and never an exception. Half a second each; ten minutes with {@code cachex.soak}.
 */
class FuzzedShelfTest {

    private static final Duration DURATION =
            Boolean.getBoolean("cachex.soak") ? ByteFuzzer.duration() : Duration.ofMillis(500);
    private static final long NOW = 1_000_000_000;
    private static final String NAME = Shelf.VALUE + "a";
    private static final byte[] TEXT = "countess ".repeat(5).getBytes(StandardCharsets.UTF_8);

    private final MVStore store = new MVStore.Builder().autoCommitDisabled().open();
    private final Shelf shelf = new Shelf(store, 1 << 20, 100);
    private final MVMap<String, byte[]> entries = store.openMap(
            "entries",
            new MVMap.Builder<String, byte[]>().keyType(StringDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));

    /** A value of this key, one of another, and a counter. */
    private final byte[][] samples = {
        new ShelfRecord(1, NOW + 60_000_000, 7, TEXT).encode(NAME),
        new ShelfRecord(2, NOW + 60_000_000, 8, new byte[3]).encode(Shelf.VALUE + "b"),
        new ShelfRecord(3, NOW + 60_000_000, -5, new byte[0]).encode(Shelf.COUNTER + "a")
    };

    @AfterEach
    void closeStore() {
        store.closeImmediately();
    }

    @Test
    void aRecordIsWhatWasWrittenForItsKeyOrNothing() {
        shelf.startAt(() -> NOW);

        long inputs = ByteFuzzer.of(8, samples)
                .run(
                        bytes -> {
                            entries.put(NAME, bytes);
                            StoredValue found = shelf.read(Set.of("a")).get("a");
                            if (found != null) {
                                assertThat(found.bytes()).isEqualTo(TEXT);
                                assertThat(found.version()).isEqualTo(7);
                                assertThat(found.keepFor()).isEqualTo(Duration.ofMinutes(1));
                            }
                        },
                        DURATION);

        assertThat(inputs).isPositive();
    }

    /** Who knows the format can say anything; the store still answers, counts, and writes over it. */
    @Test
    void aRecordUnderARightChecksumIsNeverAnException() {
        shelf.startAt(() -> NOW);

        long inputs = ByteFuzzer.of(9, samples)
                .run(
                        bytes -> {
                            entries.put(NAME, sealed(bytes));
                            StoredValue found = shelf.read(Set.of("a")).get("a");
                            assertThat(found == null ? 0 : found.bytes().length).isLessThanOrEqualTo(bytes.length);

                            write();
                            assertThat(shelf.read(Set.of("a")).get("a").bytes()).isEqualTo(TEXT);
                            shelf.remove(Set.of("a"));
                        },
                        DURATION);

        assertThat(inputs).isPositive();
        assertThat(shelf.count()).isZero();
        assertThat(shelf.bytes()).isZero();
    }

    private void write() {
        Map<String, StoredValue> values = Map.of("a", StoredValue.of(TEXT, Duration.ofMinutes(1), 1));
        try {
            shelf.write(values);
        } catch (IllegalArgumentException last) { // what stood there had the last version: it is dropped, once
            assertThat(last).hasMessageContaining("version cannot be raised");
            shelf.write(values);
        }
    }

    private static byte[] sealed(byte[] bytes) {
        if (bytes.length < 5) {
            return bytes;
        }
        bytes[0] = 1;
        CRC32C sum = new CRC32C();
        sum.update(NAME.getBytes(StandardCharsets.UTF_8));
        sum.update(bytes, 5, bytes.length - 5);
        ByteBuffer.wrap(bytes).putInt(1, (int) sum.getValue());
        return bytes;
    }
}
