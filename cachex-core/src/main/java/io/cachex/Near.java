package io.cachex;

import java.util.Locale;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The tier inside this process: how much it may hold, and what becomes of it when memory is short. Immutable.
 *
 * <pre>{@code
 * Cache.builder("users", User.class).near(Near.maximumBytes(256 << 20))
 * }</pre>
 *
 * <p>Known absences never take more than an eighth of the bound. Readers never evict: the cache's executor does, or, where
 * weight or bytes are bounded and there is no room left, the thread that brings something new.
 */
public final class Near {

    /** What {@link #maximumBytes()} allows: 64 MiB. */
    public static final long DEFAULT_MAXIMUM_BYTES = 64L << 20;

    /** What each entry counts beside its key and its value where bytes are bounded: about what surrounds them on the heap. */
    public static final int ENTRY_OVERHEAD = 136;

    static final long DEFAULT_MAXIMUM_SIZE = 10_000;

    private static final Near OFF =
            new Near(0, Bound.Unit.ENTRIES, null, NearPolicy.MARKED, Pressure.off(), "near(off)");

    private final long most;
    private final Bound.Unit unit;
    private final @Nullable ToLongBiFunction<String, Object> size;
    private final NearPolicy policy;
    private final Pressure pressure;
    private final String text;

    private Near(
            long most,
            Bound.Unit unit,
            @Nullable ToLongBiFunction<String, Object> size,
            NearPolicy policy,
            Pressure pressure,
            String text) {
        this.most = most;
        this.unit = unit;
        this.size = size;
        this.policy = policy;
        this.pressure = pressure;
        this.text = text;
    }

    /**
     * Keeps at most so many entries (10,000 unless said otherwise). While many are written at once there may be a few hundred
     * more, for a moment.
     *
     * @param entries at least 1
     */
    public static Near maximumSize(long entries) {
        Rules.atLeast("near.maximumSize", entries, 1);
        return new Near(entries, Bound.Unit.ENTRIES, null, NearPolicy.MARKED, Pressure.off(), "near(" + entries + ")");
    }

    /**
     * Keeps entries whose weights add up to this at most, at every moment. An entry that is heavier by itself is not kept, and
     * nothing goes for it but an older value of its key.
     *
     * @param weight at least 1
     * @param weigher gives a value's weight, from 0 on, of which what exceeds 2^31-1 is cut off; called once by the thread that
     *     brings the value, and to be given values of the cache's type only. Known absence weighs 1. A value whose weight is
     *     negative, or cannot be told because the weigher throws, is not kept.
     */
    @SuppressWarnings("unchecked") // the cache's values come here and nothing else
    public static <V> Near maximumWeight(long weight, ToLongBiFunction<String, ? super V> weigher) {
        Rules.atLeast("near.maximumWeight", weight, 1);
        Rules.notNull("near.weigher", weigher);
        return new Near(
                weight,
                Bound.Unit.WEIGHT,
                (ToLongBiFunction<String, Object>) (ToLongBiFunction<String, ?>) weigher,
                NearPolicy.MARKED,
                Pressure.off(),
                "near(weight " + weight + ")");
    }

    /** Keeps 64 MiB at most. */
    public static Near maximumBytes() {
        return maximumBytes(DEFAULT_MAXIMUM_BYTES);
    }

    /**
     * Keeps so many bytes at most, at every moment. An entry counts the characters of its key, the bytes of its value, and
     * {@value #ENTRY_OVERHEAD}. The bytes of a value are those of its encoded form: where there is a store it has been made
     * anyway; else {@link #sizedBy} tells, and without that byte arrays tell themselves and other values are encoded once more.
     * An entry that is larger by itself is not kept, and nothing goes for it but an older value of its key.
     *
     * <p>Has {@link Pressure#standard()} unless something else is said.
     *
     * @param bytes at least 1
     */
    public static Near maximumBytes(long bytes) {
        Rules.atLeast("near.maximumBytes", bytes, 1);
        return bytes(bytes, "near(" + bytes + " bytes)");
    }

    /**
     * As {@link #maximumBytes(long)} with so many percent of the largest heap that this JVM may have.
     *
     * @param percent above 0, at most 90
     */
    public static Near percentOfHeap(double percent) {
        Rules.require(percent > 0 && percent <= 90, "near.percentOfHeap", percent, "above 0 and at most 90");
        long bytes = Math.max((long) (Runtime.getRuntime().maxMemory() * (percent / 100)), 1);
        return bytes(bytes, String.format(Locale.ROOT, "near(%s%% of the heap: %d bytes)", percent, bytes));
    }

    private static Near bytes(long bytes, String text) {
        return new Near(bytes, Bound.Unit.BYTES, null, NearPolicy.MARKED, Pressure.standard(), text);
    }

    /** Keeps nothing in this process: every read asks the store. */
    public static Near off() {
        return OFF;
    }

    /**
     * Tells how many bytes a value counts where there is no store (its encoded form's). Only where bytes are bounded.
     *
     * @param sizer gives the number, from 0 on; called by the thread that brings the value, and to be given values of the cache's
     *     type only. A value for which it throws is not kept
     */
    @SuppressWarnings("unchecked") // as with a weigher
    public <V> Near sizedBy(ToLongFunction<? super V> sizer) {
        Rules.notNull("near.sizedBy", sizer);
        Rules.require(unit == Bound.Unit.BYTES, "near.sizedBy", "a sizer", "left out where no bytes are bounded");
        ToLongFunction<Object> any = (ToLongFunction<Object>) (ToLongFunction<?>) sizer;
        return new Near(most, unit, (key, value) -> any.applyAsLong(value), policy, pressure, text);
    }

    /** What happens when the tier or the heap gets full. */
    public Near pressure(Pressure newPressure) {
        Rules.notNull("near.pressure", newPressure);
        Rules.require(isOn() && policy == NearPolicy.MARKED, "near.pressure", newPressure, "left out with " + this);
        return new Near(most, unit, size, policy, newPressure, text);
    }

    /** Who decides what goes ({@link NearPolicy#MARKED}). Another one takes no bound but {@link #maximumSize}. */
    public Near policy(NearPolicy newPolicy) {
        Rules.notNull("near.policy", newPolicy);
        boolean plain = isOn() && unit == Bound.Unit.ENTRIES && pressure.isOff();
        Rules.require(
                newPolicy == NearPolicy.MARKED || plain, "near.policy", newPolicy, NearPolicy.MARKED + " with " + this);
        return new Near(most, unit, size, newPolicy, pressure, text);
    }

    boolean isOn() {
        return most > 0;
    }

    /** How many entries there may be, where they are counted; no bound else. */
    long mostEntries() {
        return unit == Bound.Unit.ENTRIES ? most : Long.MAX_VALUE;
    }

    NearPolicy policy() {
        return policy;
    }

    Pressure pressure() {
        return pressure;
    }

    /** The bound, for values that are encoded so where nothing else tells their size. */
    @SuppressWarnings("unchecked") // as above
    <T> Bound<T> bound(ToLongFunction<T> encodedSize) {
        ToLongBiFunction<String, T> given = (ToLongBiFunction<String, T>) (ToLongBiFunction<String, ?>) size;
        return new Bound<>(most, unit, given != null ? given : (key, value) -> encodedSize.applyAsLong(value));
    }

    @Override
    public String toString() {
        String named = policy == NearPolicy.MARKED ? text : text + " " + policy;
        return pressure.isOff() ? named : named + " " + pressure;
    }
}
