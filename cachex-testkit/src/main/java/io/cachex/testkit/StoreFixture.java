package io.cachex.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What the contracts of a store and of its capabilities have in common: a fresh store for each test.
 *
 * <p>Extend {@link StoreContract}, {@link VersionedContract}, {@link CountingContract} and {@link GenerationsContract}.
 * A capability's tests are skipped, visibly, for a store that does not have it.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class StoreFixture extends TimedContract {

    private @Nullable Store store;

    /** For subclasses. */
    protected StoreFixture() {}

    /** A new store without entries, counters or generations. Called once for each test, which closes it. */
    protected abstract Store createStore();

    @BeforeEach
    final void openStore() {
        store = createStore();
    }

    @AfterEach
    final void closeStore() {
        store().close();
    }

    final Store store() {
        if (store == null) {
            throw new IllegalStateException("no test is running");
        }
        return store;
    }

    /** The capability, or the test is skipped. */
    final <C> C capability(Class<C> type) {
        Optional<C> found = store().capability(type);
        assumeTrue(found.isPresent(), () -> "the store is not " + type.getSimpleName() + ": " + store());
        return found.orElseThrow();
    }

    /** The value stored, read alone; null if there is none. */
    final @Nullable StoredValue read(String key) {
        return Stages.answerOf(store().read(key));
    }

    /** The value stored, read as a batch of one; an {@link AssertionError} if there is none. */
    final StoredValue stored(String key) {
        return in(Stages.answerOf(store().read(Set.of(key))), key);
    }

    final void write(String key, StoredValue value) {
        Stages.answerOf(store().write(Map.of(key, value)));
    }

    final void remove(String... keys) {
        Stages.answerOf(store().remove(Set.of(keys)));
    }

    /** The value found; an {@link AssertionError} if there is none. */
    static StoredValue in(Map<String, StoredValue> found, String key) {
        StoredValue value = found.get(key);
        if (value == null) {
            throw new AssertionError("no value of '" + key + "' among " + found.keySet());
        }
        return value;
    }

    /** A value that is kept long enough for any test. */
    static StoredValue value(String text, long version) {
        return value(text, version, Duration.ofHours(1));
    }

    static StoredValue value(String text, long version, Duration keepFor) {
        return StoredValue.of(text.getBytes(StandardCharsets.UTF_8), keepFor, version);
    }

    static @Nullable String text(@Nullable StoredValue value) {
        return value == null ? null : new String(value.bytes(), StandardCharsets.UTF_8);
    }
}
