package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.StoreException;
import io.cachex.WriteOrder;
import io.cachex.Writer;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.spi.StoreOperation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class WriteThroughTest {

    private final Tiers tiers = new Tiers();
    private final Database database = new Database();

    /** B10, E1: with a writer, every put and invalidate is written to the origin. */
    @EachShape
    void putsAndInvalidationsReachTheOrigin(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).writer(database).build());

        cache.put("a", "1");
        cache.putAll(Map.of("b", "2", "c", "3"));
        cache.invalidate("a");
        cache.invalidateAll(List.of("b"));

        assertThat(database.rows).containsExactly(Map.entry("c", "3"));
        assertThat(cache.getAllPresent(List.of("a", "b", "c"))).containsExactly(Map.entry("c", "3"));
    }

    /** A3: writeThrough takes a writer for the call. */
    @EachShape
    void writeThroughTakesAWriterForTheCall(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        cache.writeThrough("a", "1", database);

        assertThat(database.rows).containsEntry("a", "1");
        assertThat(cache.getIfPresent("a")).isEqualTo("1");
    }

    /** B10: a value that the origin refuses is kept nowhere, in both orders; the failure is reported. */
    @EachShape
    void aRefusedValueIsKeptNowhere(Face face, Shape shape) {
        for (WriteOrder order : WriteOrder.values()) {
            if (order == WriteOrder.STORE_FIRST && !shape.hasStore()) {
                continue;
            }
            Cache<String> cache = face.of(
                    tiers.words(shape).writer(database).writeOrder(order).build());
            database.failure = null;
            cache.put("a", "old");
            database.failure = new IOException("refused");

            assertThatThrownBy(() -> cache.put("a", "new"))
                    .isInstanceOf(CacheException.class)
                    .hasRootCauseMessage("refused");
            assertThatThrownBy(() -> cache.writeThrough("b", "new", database)).isInstanceOf(CacheException.class);

            assertThat(cache.find("a").isMissing()).isTrue();
            assertThat(cache.find("b").isMissing()).isTrue();
        }
    }

    /** B10: origin first: a store that refuses is reported, the origin has the value, the near tier has not. */
    @EachFace
    void originFirstReportsAStoreThatRefuses(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH).writer(database).build());
        tiers.store.on(StoreOperation.WRITE).fail(new IOException("down"));

        assertThatThrownBy(() -> cache.put("a", "1")).isInstanceOf(StoreException.class);

        assertThat(database.rows).containsEntry("a", "1");
        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** B10: store first: a store that refuses keeps the write from the origin. */
    @EachFace
    void storeFirstKeepsTheOriginFromWhatTheStoreRefuses(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH)
                .writer(database)
                .writeOrder(WriteOrder.STORE_FIRST)
                .build());
        tiers.store.on(StoreOperation.WRITE).fail(new IOException("down"));

        assertThatThrownBy(() -> cache.put("a", "1")).isInstanceOf(StoreException.class);

        assertThat(database.rows).isEmpty();
        assertThat(cache.getIfPresent("a")).isNull();
        tiers.store.heal();
        cache.put("a", "2");
        assertThat(database.rows).containsEntry("a", "2");
        assertThat(cache.getIfPresent("a")).isEqualTo("2");
    }

    /** B10, A12: a delete that the origin refuses is reported, with what the store said beside it. */
    @EachFace
    void aRefusedDeleteIsReported(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH).writer(database).build());
        cache.put("a", "1");
        database.failure = new IOException("refused");
        tiers.store.on(StoreOperation.REMOVE).fail(new IOException("down"));

        assertThatThrownBy(() -> cache.invalidate("a"))
                .isInstanceOf(CacheException.class)
                .hasRootCauseMessage("refused")
                .satisfies(e -> assertThat(e.getCause().getSuppressed()).hasSize(1));
    }

    /** B10, A12: a writer that throws an Error fails its call, and only that. */
    @EachFace
    void aWriterThatThrowsAnErrorFailsItsCall(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.NEAR).build());

        assertThatThrownBy(() -> cache.writeThrough("a", "1", (key, value) -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(CacheException.class)
                .hasCauseInstanceOf(StackOverflowError.class);
        cache.writeThrough("a", "2", database);
        assertThat(cache.getIfPresent("a")).isEqualTo("2");
    }

    private static final class Database implements Writer<String> {

        private final Map<String, String> rows = new ConcurrentHashMap<>();
        private volatile IOException failure;

        @Override
        public void write(String key, String value) throws IOException {
            check();
            rows.put(key, value);
        }

        @Override
        public void delete(String key) throws IOException {
            check();
            rows.remove(key);
        }

        private void check() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
