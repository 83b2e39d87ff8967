package io.cachex.disk;

import io.cachex.spi.Generations;
import io.cachex.spi.StoredValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a disk store. For one thread, the store's.
 *
 * <p>Values and counters are in one map, told apart by the first character of their key, and in one order, by which they leave:
 * second chance (Corbató 1968), the oldest first unless it was used since it was last looked at. Whether it was is a bit in
 * memory that some keys share: a read writes nothing.
 */
final class Shelf {

    static final String VALUE = "v";
    static final String COUNTER = "c";

    private static final long ANY_VERSION = -1;
    private static final long LAST_VERSION = 1L << 53;
    private static final long LONGEST = Long.MAX_VALUE / 4_000;
    private static final int OVERHEAD = 64;
    private static final int USED_BITS = 20;
    private static final int MOST_NAMES = 65_536;
    private static final String MARK = "clock";

    private final MVStore store;
    private final MVMap<String, byte[]> entries;

    /** From the place in the order to until when it is kept, what it counts, and its key. */
    private final MVMap<Long, byte[]> order;

    /** The generation of {@code namespace \0 name}, the sequence of {@code namespace}. */
    private final MVMap<String, Long> generations;

    private final MVMap<String, Long> sequences;

    /** By namespace: the highest generation of a name that was forgotten, which is then that of all that are not known. */
    private final MVMap<String, Long> forgotten;

    private final MVMap<String, Long> meta;
    private final long maximumBytes;
    private final long maximumEntries;
    private final BitSet used = new BitSet(1 << USED_BITS);
    private LongSupplier clock = () -> 0;
    private long next;
    private long bytes;
    private long count;
    private @Nullable Long swept;
    private long unsaved;

    Shelf(MVStore store, long maximumBytes, long maximumEntries) {
        this.store = store;
        this.maximumBytes = maximumBytes;
        this.maximumEntries = maximumEntries;
        this.entries = store.openMap("entries", builder(StringDataType.INSTANCE, ByteArrayDataType.INSTANCE));
        this.order = store.openMap("order", builder(LongDataType.INSTANCE, ByteArrayDataType.INSTANCE));
        this.generations = store.openMap("generations", builder(StringDataType.INSTANCE, LongDataType.INSTANCE));
        this.sequences = store.openMap("sequences", builder(StringDataType.INSTANCE, LongDataType.INSTANCE));
        this.forgotten = store.openMap("forgotten", builder(StringDataType.INSTANCE, LongDataType.INSTANCE));
        this.meta = store.openMap("meta", builder(StringDataType.INSTANCE, LongDataType.INSTANCE));
        order.forEach((place, placed) -> {
            bytes += costIn(placed);
            count++;
        });
        Long last = order.lastKey();
        next = last == null ? 0 : last + 1;
    }

    private static <K, V> MVMap.Builder<K, V> builder(DataType<K> keys, DataType<V> values) {
        return new MVMap.Builder<K, V>().keyType(keys).valueType(values);
    }

    /** The latest time that the clock is known to have shown, in microseconds; 0 if none. */
    long mark() {
        return meta.getOrDefault(MARK, 0L);
    }

    /** From now on this is the clock. */
    void startAt(LongSupplier micros) {
        clock = micros;
    }

    Map<String, StoredValue> read(Set<String> keys) {
        Map<String, StoredValue> found = new HashMap<>();
        for (String key : keys) {
            ShelfRecord record = find(VALUE + key);
            if (record != null) {
                used.set(bitOf(VALUE + key));
                Duration left = Duration.ofNanos((record.until() - clock.getAsLong()) * 1_000);
                if (!left.isNegative() && !left.isZero()) {
                    found.put(key, StoredValue.of(record.value(), left, record.number()));
                }
            }
        }
        return found;
    }

    void write(Map<String, StoredValue> values) {
        values.forEach((key, value) -> writeIf(key, ANY_VERSION, value));
    }

    /** Writes over the expected version; whether it was that. */
    boolean writeIf(String key, long expected, StoredValue value) {
        long cost = cost(VALUE + key, value.bytes());
        if (cost > maximumBytes) {
            throw new IllegalArgumentException(
                    "an entry may count at most " + maximumBytes + " B in this store: " + cost);
        }
        ShelfRecord old = find(VALUE + key);
        if (expected != ANY_VERSION && expected != (old == null ? 0 : old.number())) {
            return false;
        }
        if (old != null && old.number() >= LAST_VERSION) {
            drop(VALUE + key, old);
            throw new IllegalArgumentException("the value's version cannot be raised above " + old.number());
        }
        long version = old == null ? value.version() : Math.max(value.version(), old.number() + 1);
        put(VALUE + key, old, until(value.keepFor()), version, value.bytes());
        return true;
    }

    long increment(String key, long delta, Duration ttlIfCreated) {
        if (ttlIfCreated.isNegative() || ttlIfCreated.isZero()) {
            throw new IllegalArgumentException("ttlIfCreated must be above zero: " + ttlIfCreated);
        }
        ShelfRecord old = find(COUNTER + key);
        long sum = old == null ? delta : Math.addExact(old.number(), delta);
        put(COUNTER + key, old, old == null ? until(ttlIfCreated) : old.until(), sum, new byte[0]);
        return sum;
    }

    void remove(Set<String> keys) {
        for (String key : keys) {
            for (String name : new String[] {VALUE + key, COUNTER + key}) {
                ShelfRecord record = find(name);
                if (record != null) {
                    drop(name, record);
                }
            }
        }
    }

    Generations.Snapshot generations(String namespace, Set<String> names) {
        Map<String, Long> asked = new HashMap<>();
        long unknown = forgotten.getOrDefault(namespace, 0L);
        for (String name : names) {
            asked.put(name, generations.getOrDefault(namespace + '\0' + name, unknown));
        }
        return new Generations.Snapshot(sequences.getOrDefault(namespace, 0L), Map.copyOf(asked));
    }

    long advance(String namespace, String name) {
        long drawn = sequences.getOrDefault(namespace, 0L) + 1;
        if (generations.sizeAsLong() >= MOST_NAMES) { // rather too much is invalidated than too little
            sequences.forEach(forgotten::put);
            generations.clear();
        }
        sequences.put(namespace, drawn);
        generations.put(namespace + '\0' + name, drawn);
        return drawn;
    }

    /** Bytes that were written and not committed. */
    long unsaved() {
        return unsaved;
    }

    /** Makes what was written outlive the process. */
    void commit() {
        if (store.hasUnsavedChanges()) {
            meta.put(MARK, clock.getAsLong());
            store.commit();
        }
        unsaved = 0;
    }

    /** Looks at so many entries, from where the last call has ended, and drops those whose time is over. */
    void sweep(int most) {
        Iterator<Long> places = order.keyIterator(swept);
        for (int looked = 0; looked < most; looked++) {
            if (!places.hasNext()) {
                swept = null;
                return;
            }
            Long place = places.next();
            byte[] placed = order.get(place);
            if (placed != null && ByteBuffer.wrap(placed).getLong() <= clock.getAsLong()) {
                forget(place, placed);
            }
            swept = place + 1;
        }
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    private @Nullable ShelfRecord find(String name) {
        byte[] stored = entries.get(name);
        if (stored == null) {
            return null;
        }
        ShelfRecord record = ShelfRecord.decode(name, stored);
        if (record == null || !isPossible(name, record)) { // its place is found by the order, in time
            entries.remove(name);
            return null;
        }
        if (record.until() <= clock.getAsLong()) {
            drop(name, record);
            return null;
        }
        return record;
    }

    /** Whether it has a version that values can have; somebody who knows the format may have written another. */
    private static boolean isPossible(String name, ShelfRecord record) {
        return !name.startsWith(VALUE) || (record.number() >= 1 && record.number() <= LAST_VERSION);
    }

    private void put(String name, @Nullable ShelfRecord old, long until, long number, byte[] value) {
        if (old != null) {
            takePlace(old.place());
        }
        long cost = cost(name, value);
        makeRoom(cost);
        long place = next++;
        ShelfRecord record = new ShelfRecord(place, until, number, value);
        entries.put(name, record.encode(name));
        order.put(place, placed(until, cost, name));
        bytes += cost;
        count++;
        unsaved += cost;
    }

    private void drop(String name, ShelfRecord record) {
        entries.remove(name);
        takePlace(record.place());
    }

    private void takePlace(long place) {
        byte[] placed = order.remove(place);
        if (placed != null) {
            bytes -= costIn(placed);
            count--;
            unsaved += OVERHEAD;
        }
    }

    private void makeRoom(long cost) {
        while (bytes + cost > maximumBytes || count >= maximumEntries) {
            Long oldest = order.firstKey();
            byte[] placed = oldest == null ? null : order.get(oldest);
            if (oldest == null || placed == null) {
                return;
            }
            String name = nameIn(placed);
            int bit = bitOf(name);
            boolean isKept = used.get(bit) && ByteBuffer.wrap(placed).getLong() > clock.getAsLong();
            used.clear(bit);
            if (!isKept || !moveBehind(oldest, placed, name)) {
                forget(oldest, placed);
            }
        }
    }

    /** Gives it a second chance; false if it is not what stands there. */
    private boolean moveBehind(long place, byte[] placed, String name) {
        ShelfRecord record = find(name);
        if (record == null || record.place() != place) {
            return false;
        }
        long later = next++;
        order.remove(place);
        order.put(later, placed);
        ShelfRecord moved = new ShelfRecord(later, record.until(), record.number(), record.value());
        entries.put(name, moved.encode(name));
        unsaved += costIn(placed);
        return true;
    }

    /** Drops what stands at this place, and the place. */
    private void forget(long place, byte[] placed) {
        String name = nameIn(placed);
        byte[] stored = entries.get(name);
        ShelfRecord record = stored == null ? null : ShelfRecord.decode(name, stored);
        if (record != null && record.place() == place) {
            entries.remove(name);
        }
        takePlace(place);
    }

    private long until(Duration keepFor) {
        long most = LONGEST - 1;
        long seconds = keepFor.toSeconds();
        long micros = seconds >= most / 1_000_000 ? most : seconds * 1_000_000 + (keepFor.toNanosPart() + 999) / 1_000;
        return clock.getAsLong() + Math.max(micros, 1);
    }

    private static byte[] placed(long until, long cost, String name) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 * Long.BYTES + key.length)
                .putLong(until)
                .putLong(cost)
                .put(key)
                .array();
    }

    private static long costIn(byte[] placed) {
        return ByteBuffer.wrap(placed).getLong(Long.BYTES);
    }

    private static String nameIn(byte[] placed) {
        int head = 2 * Long.BYTES;
        return new String(placed, head, placed.length - head, StandardCharsets.UTF_8);
    }

    private static long cost(String name, byte[] value) {
        return (long) OVERHEAD + name.getBytes(StandardCharsets.UTF_8).length - 1 + value.length;
    }

    private static int bitOf(String name) {
        return (name.hashCode() * 0x9E3779B9) >>> (32 - USED_BITS);
    }
}
