package io.cachex.config;

import io.cachex.profile.Option;

/**
 * An option as a document or the environment has it, its references not yet resolved.
 *
 * @param path with the cache's name, if it is of one: {@code caches.users.ttl}
 * @param raw a text, a list of texts or a map of texts
 */
record Setting(String path, Option<?, ?> option, Object raw, Position at, boolean isVariable) {

    /** Never the value: it may be a secret. */
    @Override
    public String toString() {
        return path + " (" + at + ")";
    }
}
