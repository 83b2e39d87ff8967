package io.cachex;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the writes of a batch one by one: one that fails keeps none of the others from being made. */
record EachWriter<T>(Writer<T> writer) implements BulkWriter<T> {

    @Override
    public Map<String, Throwable> write(List<Write<T>> writes) {
        Map<String, Throwable> failures = new HashMap<>();
        for (Write<T> write : writes) {
            try {
                if (write.value() == null) {
                    writer.delete(write.key());
                } else {
                    writer.write(write.key(), write.value());
                }
            } catch (Throwable e) { // writers are user code
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                failures.put(write.key(), e);
            }
        }
        return failures;
    }
}
