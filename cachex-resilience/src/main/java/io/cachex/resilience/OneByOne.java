package io.cachex.resilience;

import io.cachex.BulkWriter;
import io.cachex.Write;
import io.cachex.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A writer of single values as one of batches. */
record OneByOne<T>(Writer<T> writer) implements BulkWriter<T> {

    @Override
    public Map<String, Throwable> write(List<Write<T>> batch) {
        Map<String, Throwable> failures = new HashMap<>();
        for (Write<T> write : batch) {
            try {
                T value = write.value();
                if (value == null) {
                    writer.delete(write.key());
                } else {
                    writer.write(write.key(), value);
                }
            } catch (Throwable e) { // writers are user code, and the next write is not to blame
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                failures.put(write.key(), e);
            }
        }
        return failures;
    }
}
