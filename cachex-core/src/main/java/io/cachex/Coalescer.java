package io.cachex;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets single misses that come within a short window share one bulk load. The window opens with the first miss; it
 * closes after its time, or when a bulk load is full.
 */
final class Coalescer<T> {

    private final Engine<T> engine;
    private final BulkLoader<T> loader;
    private List<Flight<T>> waiting = new ArrayList<>(); // guarded by this

    Coalescer(Engine<T> engine, BulkLoader<T> loader) {
        this.engine = engine;
        this.loader = loader;
    }

    /** Takes a flight that needs a load. */
    void add(Flight<T> flight) {
        List<Flight<T>> full = null;
        synchronized (this) {
            waiting.add(flight);
            if (waiting.size() == Chunks.MOST) {
                full = take();
            } else if (waiting.size() == 1) {
                engine.time.schedule(Duration.ofNanos(engine.settings.bulkWindow), () -> engine.run(this::flush));
            }
        }
        if (full != null) {
            load(full);
        }
    }

    private void flush() {
        List<Flight<T>> batch;
        synchronized (this) {
            batch = take();
        }
        if (!batch.isEmpty()) {
            load(batch);
        }
    }

    private List<Flight<T>> take() {
        List<Flight<T>> batch = waiting;
        waiting = new ArrayList<>();
        return batch;
    }

    private void load(List<Flight<T>> batch) {
        engine.bulkLoads.start(batch, new Call<>(CallOptions.defaults(), null, 0, null), loader);
    }
}
