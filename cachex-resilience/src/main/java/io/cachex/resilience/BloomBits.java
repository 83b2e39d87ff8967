package io.cachex.resilience;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The bits of a Bloom filter of 64-bit hashes: those of Guava's {@link BloomFilter}, which decides how many there are, and
 * in whose form they are saved. They are set and asked for here, because Guava makes a hasher, a buffer and a box for each
 * question: 0 B here. The places are those of Guava's strategy {@code MURMUR128_MITZ_64}.
 *
 * <p>A bit is only ever set, so any number of threads may do so, and what one has added every later question finds.
 */
final class BloomBits {

    private static final int HEADER = 1 + 1 + 4; // Guava's: strategy, hashes, number of words
    private static final byte STRATEGY = 1;

    private final int hashes;
    private final AtomicLongArray words;
    private final long bits;
    private final AtomicLong ones = new AtomicLong();

    private BloomBits(int hashes, AtomicLongArray words) {
        this.hashes = hashes;
        this.words = words;
        this.bits = (long) words.length() * Long.SIZE;
    }

    /** None set, for so many keys at this rate. */
    static BloomBits sized(long keys, double falsePositiveRate) {
        return of(BloomFilter.create(Funnels.longFunnel(), keys, falsePositiveRate));
    }

    /** None set, of this size. */
    static BloomBits sized(int hashes, long bits) {
        return new BloomBits(hashes, new AtomicLongArray((int) (bits / Long.SIZE)));
    }

    /** None set, as many as there. */
    BloomBits empty() {
        return new BloomBits(hashes, new AtomicLongArray(words.length()));
    }

    /** The bits of a filter of Guava's. */
    static BloomBits of(BloomFilter<Long> filter) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            filter.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        ByteBuffer saved = ByteBuffer.wrap(out.toByteArray());
        if (saved.get() != STRATEGY) {
            throw new IllegalStateException("Guava has another strategy than the one whose places are computed here");
        }
        int hashes = saved.get();
        AtomicLongArray words = new AtomicLongArray(saved.getInt());
        BloomBits made = new BloomBits(hashes, words);
        for (int i = 0; i < words.length(); i++) {
            made.merge(i, saved.getLong());
        }
        return made;
    }

    /**
     * What {@link #saved} gave.
     *
     * @throws IOException if Guava does not read it
     */
    static BloomBits restored(byte[] saved) throws IOException {
        return of(BloomFilter.readFrom(new ByteArrayInputStream(saved), Funnels.longFunnel()));
    }

    /** In Guava's form. */
    byte[] saved() {
        ByteBuffer out = ByteBuffer.allocate(HEADER + words.length() * Long.BYTES);
        out.put(STRATEGY).put((byte) hashes).putInt(words.length());
        for (int i = 0; i < words.length(); i++) {
            out.putLong(words.get(i));
        }
        return out.array();
    }

    boolean mightContain(long hash) {
        long step = second(hash);
        long place = first(hash);
        for (int i = 0; i < hashes; i++) {
            long bit = (place & Long.MAX_VALUE) % bits;
            if ((words.get((int) (bit >>> 6)) & (1L << bit)) == 0) {
                return false;
            }
            place += step;
        }
        return true;
    }

    /** Returns whether any bit was not set before. */
    boolean add(long hash) {
        long step = second(hash);
        long place = first(hash);
        boolean changed = false;
        for (int i = 0; i < hashes; i++) {
            long bit = (place & Long.MAX_VALUE) % bits;
            changed |= merge((int) (bit >>> 6), 1L << bit);
            place += step;
        }
        return changed;
    }

    /** The places that a hash has. */
    long[] places(long hash) {
        long[] places = new long[hashes];
        long step = second(hash);
        long place = first(hash);
        for (int i = 0; i < hashes; i++) {
            places[i] = (place & Long.MAX_VALUE) % bits;
            place += step;
        }
        return places;
    }

    /** Sets what is set in this word. */
    boolean merge(int word, long set) {
        long before = words.get(word);
        while ((before | set) != before) {
            if (words.compareAndSet(word, before, before | set)) {
                ones.addAndGet(Long.bitCount(before | set) - Long.bitCount(before));
                return true;
            }
            before = words.get(word);
        }
        return false;
    }

    boolean hasSizeOf(BloomBits other) {
        return hashes == other.hashes && bits == other.bits;
    }

    int hashes() {
        return hashes;
    }

    long size() {
        return bits;
    }

    /** Which part of the bits is set. */
    double fill() {
        return (double) ones.get() / bits;
    }

    /** With which chance an unknown key finds all its bits set. */
    double rate() {
        return Math.pow(fill(), hashes);
    }

    /** About how many keys have been added: as many as set so many bits on average. */
    long items() {
        return Math.round(-(double) bits / hashes * Math.log1p(-Math.min(fill(), 1 - 1.0 / bits)));
    }

    long word(int place) {
        return words.get(place);
    }

    int wordCount() {
        return words.length();
    }

    /** The lower half of MurmurHash3's 128 bits of a long (Austin Appleby, public domain), as Guava has it. */
    private static long first(long hash) {
        return finished(scattered(hash)) + finished(scattered(hash) + Long.BYTES);
    }

    /** The upper half. */
    private static long second(long hash) {
        return finished(scattered(hash) + Long.BYTES) + first(hash);
    }

    private static long scattered(long hash) {
        long k = Long.rotateLeft(hash * 0x87c37b91114253d5L, 31) * 0x4cf5ad432745937fL;
        return (k ^ Long.BYTES) + Long.BYTES;
    }

    private static long finished(long h) {
        long k = h;
        k ^= k >>> 33;
        k *= 0xff51afd7ed558ccdL;
        k ^= k >>> 33;
        k *= 0xc4ceb9fe1a85ec53L;
        return k ^ k >>> 33;
    }
}
