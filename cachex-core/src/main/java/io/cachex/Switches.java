package io.cachex;

/** What can be switched while a cache runs. Read where a load would begin, where one ends, and nowhere on a hit. */
final class Switches {

    private volatile Offline offline;
    private volatile Lifetimes lifetimes;
    private volatile boolean upstreamEnabled = true;

    Switches(Offline offline, Lifetimes lifetimes) {
        this.offline = offline;
        this.lifetimes = lifetimes;
    }

    Offline offline() {
        return offline;
    }

    void offline(Offline mode) {
        offline = mode;
    }

    /** For what is put, and for what loads bring. */
    Lifetimes lifetimes() {
        return lifetimes;
    }

    void lifetimes(Lifetimes all) {
        lifetimes = all;
    }

    /** Whether the origin may be asked. */
    boolean isUpstreamEnabled() {
        return upstreamEnabled;
    }

    void upstreamEnabled(boolean enabled) {
        upstreamEnabled = enabled;
    }

    /**
     * The last word before a loader is called: it may have waited for its turn, or for its next attempt.
     *
     * @throws OriginNotAsked if the origin may not be asked
     */
    void requireUpstream() {
        if (!upstreamEnabled) {
            throw new OriginNotAsked();
        }
    }

    /** Whether the key's old value may stand in for a load. */
    boolean serves(String key) {
        return offline.serves(key);
    }

    /** How long past its freshness a value that begins now is kept. */
    long keptFor(long staleIfError, long staleWhileRevalidate) {
        return offline.isRecording() ? staleIfError : Math.min(staleIfError, staleWhileRevalidate);
    }
}
