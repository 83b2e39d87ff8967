package io.cachex;

import org.jspecify.annotations.Nullable;

/**
 * One write to the origin that was accepted earlier, as a {@link BulkWriter} gets it.
 *
 * @param key the key
 * @param value what to write; null to delete
 * @param version grows with each write of the key, across restarts too; a row that has a greater one is newer than this
 * @param id the idempotency key: the same at each attempt, after a restart, and at a replay
 * @param redrives how often it came back from the dead letters
 */
public record Write<T>(String key, @Nullable T value, long version, String id, int redrives) {

    /** Whether the key is to be deleted. */
    public boolean isDelete() {
        return value == null;
    }

    /** Its id and version; never the key or the value. */
    @Override
    public String toString() {
        return (isDelete() ? "delete " : "write ") + id + ", version " + version;
    }
}
