package io.cachex.resilience;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.TimeSource;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives writes their ids and versions. An id is 128 random bits of this run and a number; a version the wall clock in
 * microseconds, but above the last one, whatever that clock does.
 */
final class Stamps {

    private final TimeSource time;
    private final String run;
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong lastVersion = new AtomicLong();

    Stamps(TimeSource time) {
        this.time = time;
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        this.run = HexFormat.of().formatHex(bytes) + '-';
    }

    /** A write that comes now. The key's stripe is locked, so that the versions of a key grow in the order of its line. */
    JournalEntry stamp(JournalEntry.Operation operation, String key, byte[] value) {
        Instant now = time.instant();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        long version = lastVersion.accumulateAndGet(micros, (last, wall) -> Math.max(last + 1, wall));
        Instant accepted = Instant.ofEpochMilli(now.toEpochMilli());
        String id = run + Long.toString(number.incrementAndGet(), Character.MAX_RADIX);
        return JournalEntry.of(id, operation, key, value, version, accepted);
    }

    /** Versions from now on are above this one. */
    void seen(long version) {
        lastVersion.accumulateAndGet(version, Math::max);
    }
}
