package io.cachex;

import org.jspecify.annotations.Nullable;

/**
 * One write that is made in the background.
 *
 * @param key the key
 * @param value what is to be written; null if the key is to be deleted
 * @param version grows with each write of the key: an origin that keeps it can refuse what is older
 * @param id unique for ever and the same through retries, restarts and replays: an origin that keeps it can tell a repetition
 * @param redrives how often it came back from the dead letters
 */
public record Write<T>(String key, @Nullable T value, long version, String id, int redrives) {

    /** Without the key and the value. */
    @Override
    public String toString() {
        return (value == null ? "delete " : "write ") + id + ", version " + version;
    }
}
