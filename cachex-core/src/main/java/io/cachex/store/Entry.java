package io.cachex.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A value or a counter of a {@link Stripe}, with its place in each of the stripe's orders; guarded by the stripe. */
final class Entry {

    /** What an entry costs besides the bytes of its key and its value: objects, references, table slots (measured). */
    static final int OVERHEAD = 192;

    final boolean isCounter;
    final String key;
    final byte[] bytes;
    final long deadline;
    final long cost;

    /** The version of a value, the count of a counter. */
    long number;

    /** The number of the call that used it last: see {@link Recency}. */
    long lastUse;

    @Nullable
    Entry older;

    @Nullable
    Entry newer;

    /** Its index in {@link Deadlines}. */
    int place;

    private Entry(boolean isCounter, String key, byte[] bytes, long number, long deadline, long use) {
        this.isCounter = isCounter;
        this.key = key;
        this.bytes = bytes;
        this.number = number;
        this.deadline = deadline;
        this.lastUse = use;
        this.cost = (long) OVERHEAD + utf8Length(key) + (isCounter ? Long.BYTES : bytes.length);
    }

    static Entry value(String key, byte[] bytes, long version, long deadline, long use) {
        return new Entry(false, key, bytes, version, deadline, use);
    }

    static Entry counter(String key, long count, long deadline, long use) {
        return new Entry(true, key, new byte[0], count, deadline, use);
    }

    boolean isExpired(long now) {
        return deadline - now <= 0;
    }

    /** When something ends that is kept from now on; at most 146 years, so that differences never overflow. */
    static long deadline(long now, Duration keepFor) {
        long limit = Long.MAX_VALUE / 2;
        return now + (keepFor.toSeconds() >= limit / 1_000_000_000 ? limit : keepFor.toNanos());
    }

    private static int utf8Length(String key) {
        int length = key.length();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c >= 0x80) {
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2; // a pair of surrogates makes four bytes
            }
        }
        return length;
    }
}
