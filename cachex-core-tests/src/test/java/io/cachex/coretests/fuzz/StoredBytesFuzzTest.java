package io.cachex.coretests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Codec;
import io.cachex.testkit.ByteFuzzer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * BI17 to BI23, BI43 to BI45, TH19, TH20: whatever is stored, readers refuse it or read it. A second each; ten minutes
 * with {@code cachex.soak}; as many as {@code cachex.fuzz.seconds} says.
 */
class StoredBytesFuzzTest {

    private final StoredBytes stored = new StoredBytes();

    /** Jazzer begins with the files in {@code JazzerTestInputs}, and puts there what it finds: once found, never again. */
    @ParameterizedTest
    @ValueSource(strings = {"envelope", "inflation", "json", "smile", "cbor", "record"})
    void whatJazzerBeginsWithAndFoundIsReadOrRefused(String target) throws Exception {
        Path inputs = Path.of(
                StoredBytesFuzzTest.class.getResource("JazzerTestInputs").toURI());
        try (Stream<Path> files = Files.list(inputs.resolve(target))) {
            for (Path file : files.toList()) {
                read(target, Files.readAllBytes(file));
            }
        }
    }

    private void read(String target, byte[] bytes) {
        switch (target) {
            case "envelope" -> stored.envelope(bytes);
            case "inflation" -> stored.inflation(bytes);
            default -> StoredBytes.codec(codec(target), bytes);
        }
    }

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
        Codec<StoredBytes.Order> codec = codec(id);

        assertThat(ByteFuzzer.of(43, codec.encode(StoredBytes.ORDER)).run(bytes -> StoredBytes.codec(codec, bytes)))
                .isPositive();
    }

    private static Codec<StoredBytes.Order> codec(String id) {
        return switch (id) {
            case "json" -> StoredBytes.JSON;
            case "smile" -> StoredBytes.SMILE;
            case "cbor" -> StoredBytes.CBOR;
            default -> StoredBytes.RECORD;
        };
    }
}
