package io.cachex.coretests.snapshot;

import io.cachex.spi.SnapshotPlace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A place that stops before its first record is given, and before the first is written, until it is let go. */
final class HeldPlace implements SnapshotPlace {

    final CountDownLatch opened = new CountDownLatch(1);
    final CountDownLatch letRead = new CountDownLatch(1);
    final CountDownLatch writing = new CountDownLatch(1);
    volatile CountDownLatch letWrite = new CountDownLatch(0);
    final AtomicInteger drafts = new AtomicInteger();
    volatile @Nullable IOException refusal;

    /** How often each record is given. */
    volatile int repeats = 1;

    private final SnapshotPlace inner;

    HeldPlace(SnapshotPlace inner) {
        this.inner = inner;
    }

    /** One that only holds what is written. */
    static HeldPlace ofWriting(SnapshotPlace inner) {
        HeldPlace place = new HeldPlace(inner);
        place.letRead.countDown();
        place.letWrite = new CountDownLatch(1);
        return place;
    }

    @Override
    public Duration interval() {
        return inner.interval();
    }

    @Override
    public long bytesPerSecond() {
        return inner.bytesPerSecond();
    }

    @Override
    public Draft begin(String cache) throws IOException {
        IOException failure = refusal;
        if (failure != null) {
            throw failure;
        }
        Draft draft = inner.begin(cache);
        drafts.incrementAndGet();
        return new Draft() {
            @Override
            public boolean add(byte[] record) throws IOException {
                writing.countDown();
                hold(letWrite);
                return draft.add(record);
            }

            @Override
            public void commit(Instant moment) throws IOException {
                draft.commit(moment);
            }

            @Override
            public void close() throws IOException {
                draft.close();
            }
        };
    }

    @Override
    public @Nullable Saved open(String cache) throws IOException {
        Saved saved = inner.open(cache);
        if (saved == null) {
            return null;
        }
        return new Saved() {
            private byte @Nullable [] record;
            private int given = repeats;

            @Override
            public Instant written() {
                return saved.written();
            }

            @Override
            public long records() {
                return saved.records();
            }

            @Override
            public byte @Nullable [] next() throws IOException {
                opened.countDown();
                hold(letRead);
                if (given++ >= repeats) {
                    record = saved.next();
                    given = 1;
                }
                return record;
            }

            @Override
            public void close() throws IOException {
                saved.close();
            }
        };
    }

    private static void hold(CountDownLatch gate) throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
