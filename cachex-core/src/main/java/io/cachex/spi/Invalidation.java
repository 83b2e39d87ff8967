package io.cachex.spi;

import java.util.Set;

/**
 * A message that says what other nodes must no longer use.
 *
 * @param source the cache instance that sent it; a cache ignores the effect of its own messages
 * @param namespace the cache's name with its prefix
 * @param sequence the bus's number for the message, from 1 without gaps per namespace; 0 before it is sent
 * @param version the version of the change, 0 if it has none
 * @param kind what happened
 * @param keys the keys it happened to; empty for tags and clear
 * @param tags the tags it happened to; empty for keys and clear
 * @param generation the generation that a tag or the namespace got; 0 for keys
 */
public record Invalidation(
        String source,
        String namespace,
        long sequence,
        long version,
        Kind kind,
        Set<String> keys,
        Set<String> tags,
        long generation) {

    /** Copies the sets. */
    public Invalidation {
        keys = Set.copyOf(keys);
        tags = Set.copyOf(tags);
    }

    /** What happened to the keys. */
    public enum Kind {
        /** Written anew: a copy elsewhere is old. */
        PUT,
        /** Removed: a copy elsewhere may not be used for anything. */
        REMOVE,
        /** Expired before its time: a copy elsewhere may be used only if the origin fails. */
        EXPIRE,
        /** Everything with one of the tags is removed. */
        TAG,
        /** Everything of the namespace is removed. */
        CLEAR
    }

    /** A change of single keys, not yet sent. */
    public static Invalidation ofKeys(String source, String namespace, Kind kind, Set<String> keys, long version) {
        return new Invalidation(source, namespace, 0, version, kind, keys, Set.of(), 0);
    }

    /** A tag's new generation, not yet sent. */
    public static Invalidation ofTag(String source, String namespace, String tag, long generation) {
        return new Invalidation(source, namespace, 0, 0, Kind.TAG, Set.of(), Set.of(tag), generation);
    }

    /** The namespace's new generation, not yet sent. */
    public static Invalidation ofClear(String source, String namespace, long generation) {
        return new Invalidation(source, namespace, 0, 0, Kind.CLEAR, Set.of(), Set.of(), generation);
    }

    /** The same message with the bus's number. */
    public Invalidation numbered(long newSequence) {
        return new Invalidation(source, namespace, newSequence, version, kind, keys, tags, generation);
    }
}
