package io.cachex;

import io.cachex.spi.SnapshotPlace;
import io.cachex.spi.SnapshotPlace.Draft;
import io.cachex.spi.TimeSource;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the near tier into a snapshot, one entry at a time: first the ten thousand used most, in that order, then the rest as
 * it comes.
 */
final class Saving<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    /** To ask for the order of more would hold the near tier's maintenance up for too long. */
    private static final int MOST_IN_ORDER = 10_000;

    /** After so many in a row that found no room, no more are tried. */
    private static final int MOST_REFUSED = 100;

    private static final long LONGEST_PARK = 20_000_000;

    private final Engine<T> engine;
    private final Namespace namespace;
    private final SnapshotPlace place;
    private final BooleanSupplier isHurried;
    private final BooleanSupplier isGivenUp;
    private final TimeSource time;
    private final long began;
    private long bytes;
    private int written;
    private int refusedInARow;
    private int refusedByCodec;

    /**
     * A snapshot to be written.
     *
     * @param isHurried whether somebody waits for it: then it does not spare the disk
     * @param isGivenUp whether nobody wants it any more
     */
    Saving(
            Engine<T> engine,
            Namespace namespace,
            SnapshotPlace place,
            BooleanSupplier isHurried,
            BooleanSupplier isGivenUp) {
        this.engine = engine;
        this.namespace = namespace;
        this.place = place;
        this.isHurried = isHurried;
        this.isGivenUp = isGivenUp;
        this.time = engine.time;
        this.began = time.nanos();
    }

    /**
     * Writes it; returns how many entries it has.
     *
     * @throws IOException if that failed, or was given up; the last snapshot is as it was
     */
    int run() throws IOException {
        try (Draft draft = place.begin(namespace.name())) {
            SnapshotForm<T> form = new SnapshotForm<>(engine, namespace);
            List<String> hottest = engine.near.hottest(MOST_IN_ORDER);
            for (String key : hottest) {
                add(draft, form, key, engine.near.peek(key));
            }
            addOthers(draft, form, new HashSet<>(hottest));
            requireWanted();
            draft.commit(form.now());
        }
        if (refusedByCodec > 0) {
            LOG.warn("cache {}: {} entries could not be encoded for a snapshot", engine.settings.name, refusedByCodec);
        }
        return written;
    }

    private void addOthers(Draft draft, SnapshotForm<T> form, Set<String> added) throws IOException {
        if (engine.near.size() > added.size()) {
            try {
                engine.near.forEach((key, entry) -> {
                    if (!added.contains(key)) {
                        try {
                            add(draft, form, key, entry);
                        } catch (IOException e) {
                            throw new Failed(e);
                        }
                    }
                });
            } catch (Failed e) {
                throw e.failure;
            }
        }
    }

    private void add(Draft draft, SnapshotForm<T> form, String key, @Nullable Entry<T> entry) throws IOException {
        requireWanted();
        if (entry == null || refusedInARow >= MOST_REFUSED || !engine.tags.isValid(entry)) {
            return;
        }
        byte[] record;
        try {
            record = form.record(key, entry);
        } catch (SerializationException e) {
            refusedByCodec++;
            return;
        }
        if (record == null) {
            return;
        }
        if (draft.add(record)) {
            written++;
            refusedInARow = 0;
            pace(record.length);
        } else {
            refusedInARow++;
        }
    }

    /** Falls behind the clock by a second's worth at most, then waits. */
    private void pace(int length) {
        bytes += length;
        long perSecond = place.bytesPerSecond();
        for (long ahead = ahead(perSecond); ahead > 0; ahead = ahead(perSecond)) {
            if (isHurried.getAsBoolean()
                    || isGivenUp.getAsBoolean()
                    || Thread.currentThread().isInterrupted()) {
                return;
            }
            time.park(this, Math.min(ahead, LONGEST_PARK));
        }
    }

    /** For how long nothing is to be written. */
    private long ahead(long perSecond) {
        double due = (double) (bytes - perSecond) / perSecond * 1e9;
        return (long) due - (time.nanos() - began);
    }

    private void requireWanted() throws IOException {
        if (isGivenUp.getAsBoolean()) {
            throw new IOException("the cache was closed before the snapshot was complete");
        }
    }

    /** Carries a failure through a visitor that may not throw it. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final IOException failure;

        Failed(IOException failure) {
            super(null, failure, false, false);
            this.failure = failure;
        }
    }
}
