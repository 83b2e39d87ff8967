package io.cachex.coretests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Codec;
import io.cachex.testkit.ByteFuzzer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * BI17 to BI23, BI43 to BI45, TH19, TH20: whatever is stored, readers refuse it or read it. Five seconds each; ten minutes
 * with {@code cachex.soak}; as many as {@code cachex.fuzz.seconds} says.
 */
class StoredBytesFuzzTest {

    private final StoredBytes stored = new StoredBytes();

    @Test
    void envelopesAreReadOrRefused() {
        assertThat(ByteFuzzer.of(17, stored.samples).run(stored::envelope)).isPositive();
    }

    @Test
    void compressedBodiesAreReadOrRefused() {
        assertThat(ByteFuzzer.of(23, stored.bodies()).run(stored::inflation)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "smile", "cbor", "record"})
    void valuesAreReadOrRefused(String id) {
        Codec<StoredBytes.Order> codec = switch (id) {
            case "json" -> StoredBytes.JSON;
            case "smile" -> StoredBytes.SMILE;
            case "cbor" -> StoredBytes.CBOR;
            default -> StoredBytes.RECORD;
        };

        assertThat(ByteFuzzer.of(43, codec.encode(StoredBytes.ORDER)).run(bytes -> StoredBytes.codec(codec, bytes)))
                .isPositive();
    }
}
