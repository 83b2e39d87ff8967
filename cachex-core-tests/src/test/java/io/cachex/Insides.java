package io.cachex;

import java.lang.reflect.Field;

/** What a cache holds and shows nobody: for tests that nothing is left behind. */
public final class Insides {

    private final Engine<?> engine;

    private Insides(Engine<?> engine) {
        this.engine = engine;
    }

    public static Insides of(Cache<?> cache) {
        return new Insides((Engine<?>) field(cache, "engine"));
    }

    /** Flights in the air, of loads and of looks. */
    public int flights() {
        return engine.loading.size() + engine.looking.size();
    }

    /** Keys with a write on its way to the store. */
    public int writes() {
        return engine.order.size();
    }

    /** Load slots that are taken. */
    public int slots() {
        return ((LoadSlots) field(engine.threads, "slots")).taken();
    }

    /** Entries in the near tier. */
    public long near() {
        return engine.near.size();
    }

    /** The near tier itself. */
    NearTier<?> tier() {
        return engine.near;
    }

    @Override
    public String toString() {
        return flights() + " flights, " + writes() + " writes, " + slots() + " slots, " + near() + " near";
    }

    private static Object field(Object holder, String name) {
        try {
            Field field = holder.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(holder);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
