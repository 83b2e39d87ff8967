package io.cachex.examples.drill.nodes;

/**
 * A value as it was loaded: what a node's cache holds, and what is in Redis.
 *
 * @param version of the value
 * @param loadedAt when the query that read it began, in nanoseconds of this JVM's clock
 */
record Copy(int version, long loadedAt) {

    String text() {
        return version + "@" + loadedAt;
    }

    static Copy of(String text) {
        int at = text.indexOf('@');
        return new Copy(Integer.parseInt(text.substring(0, at)), Long.parseLong(text.substring(at + 1)));
    }
}
