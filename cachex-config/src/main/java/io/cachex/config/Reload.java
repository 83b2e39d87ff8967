package io.cachex.config;

import java.util.List;

/**
 * What became of a document that was read again.
 *
 * @param changed what holds from now on
 * @param kept what the document says now, and what cannot be changed at run time or was refused: the running settings stay
 */
public record Reload(List<Change> changed, List<Change> kept) {

    /** Of copies. */
    public Reload {
        changed = List.copyOf(changed);
        kept = List.copyOf(kept);
    }

    /**
     * A setting, or a section, whose value in the document is another one than before.
     *
     * @param path where it stands: {@code cache.retry.max_retries}
     * @param before what held, for people; a secret is masked
     * @param after what the document says now, for people; a secret is masked
     */
    public record Change(String path, String before, String after) {

        @Override
        public String toString() {
            return path + ": " + before + " -> " + after;
        }
    }
}
