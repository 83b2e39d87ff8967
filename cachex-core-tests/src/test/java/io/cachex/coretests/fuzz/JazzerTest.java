package io.cachex.coretests.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The same targets under Jazzer, which follows the branches its inputs take. Not part of {@code verify}: its agent would
 * rewrite the classes that other tests measure. {@code JAZZER_FUZZ=1} searches, one method in one JVM.
 */
class JazzerTest {

    private final StoredBytes stored = new StoredBytes();

    @FuzzTest(maxDuration = "10m")
    void envelope(byte[] bytes) {
        stored.envelope(bytes.clone());
    }

    @FuzzTest(maxDuration = "10m")
    void inflation(byte[] bytes) {
        stored.inflation(bytes.clone());
    }

    @FuzzTest(maxDuration = "10m")
    void json(byte[] bytes) {
        StoredBytes.codec(StoredBytes.JSON, bytes.clone());
    }

    @FuzzTest(maxDuration = "10m")
    void smile(byte[] bytes) {
        StoredBytes.codec(StoredBytes.SMILE, bytes.clone());
    }

    @FuzzTest(maxDuration = "10m")
    void cbor(byte[] bytes) {
        StoredBytes.codec(StoredBytes.CBOR, bytes.clone());
    }

    @FuzzTest(maxDuration = "10m")
    void record(byte[] bytes) {
        StoredBytes.codec(StoredBytes.RECORD, bytes.clone());
    }
}
