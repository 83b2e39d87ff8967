package io.cachex;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A near tier that keeps nothing. */
final class NoNear<T> implements NearTier<T> {

    @Override
    public @Nullable Entry<T> get(String key) {
        return null;
    }

    @Override
    public @Nullable Entry<T> peek(String key) {
        return null;
    }

    @Override
    public void put(String key, Entry<T> entry) {}

    @Override
    public boolean land(Flight<T> flight, Entry<T> entry) {
        return !flight.isPoisoned();
    }

    @Override
    public @Nullable Entry<T> compute(String key, UnaryOperator<@Nullable Entry<T>> change) {
        return null;
    }

    @Override
    public void remove(String key) {}

    @Override
    public void remove(String key, Entry<T> entry) {}

    @Override
    public void clear() {}

    @Override
    public void removeIf(Predicate<Entry<T>> condition) {}

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public List<String> hottest(int limit) {
        return List.of();
    }

    @Override
    public void forEach(BiConsumer<String, Entry<T>> visitor) {}

    @Override
    public long size() {
        return 0;
    }

    @Override
    public long evictions() {
        return 0;
    }

    @Override
    public String toString() {
        return "near(off)";
    }
}
