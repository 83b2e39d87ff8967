package io.cachex.coretests.behind;

import io.cachex.Loader;
import io.cachex.Writer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A table with texts, which can be read and written, and refuses writes if told to. */
final class Rows implements Writer<String>, Loader<String> {

    final Map<String, String> rows = new ConcurrentHashMap<>();
    final AtomicInteger loads = new AtomicInteger();
    volatile @Nullable IOException failure;

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

    @Override
    public @Nullable String load(String key) {
        loads.incrementAndGet();
        return rows.get(key);
    }

    private void check() throws IOException {
        IOException why = failure;
        if (why != null) {
            throw why;
        }
    }
}
