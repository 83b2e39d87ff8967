package io.cachex;

import io.cachex.spi.SnapshotPlace;
import io.cachex.spi.SnapshotPlace.Saved;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what an earlier run has left into the near tier: what was used most first, as much as there is room for, and nothing
 * about which this process knows better.
 *
 * <p>Why it is not enough to look whether a key is there: (1) a key is invalidated; nothing of it is in the near tier; (2) its
 * record is read, and landed. So changes are {@linkplain ChangedKeys noted} from the cache's first moment on, before they touch
 * the near tier. A change that is noted after the look inside of {@code compute} removes the entry itself, or, if its sweep
 * has passed by then, is seen by the second look.
 */
final class Restoring<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final Engine<T> engine;
    private final NearTier<T> near;
    private final ChangedKeys changed;
    private final Namespace namespace;
    private final SnapshotPlace place;
    private final long mostEntries;
    private final long evictionsBefore;
    private boolean isCut;
    private int kept;
    private int tooOld;
    private int unusable;

    Restoring(Engine<T> engine, Namespace namespace, SnapshotPlace place, ChangedKeys changed, long mostEntries) {
        this.engine = engine;
        this.near = engine.near;
        this.changed = changed;
        this.namespace = namespace;
        this.place = place;
        this.mostEntries = mostEntries;
        this.evictionsBefore = near.evictions();
    }

    /** Loads it, and never fails. Returns how many entries were kept. */
    int run() {
        try (Saved saved = place.open(namespace.name())) {
            if (saved != null) {
                load(saved);
            }
        } catch (IOException e) {
            LOG.warn(
                    "cache {}: the snapshot of an earlier run cannot be used: {}",
                    engine.settings.name,
                    String.valueOf(e.getMessage()));
        } catch (Throwable e) { // a place or a codec is user code, and the cache has started
            LOG.warn("cache {}: the snapshot of an earlier run cannot be used", engine.settings.name, e);
        }
        return kept;
    }

    private void load(Saved saved) throws IOException {
        SnapshotForm<T> form = new SnapshotForm<>(engine, namespace);
        if (form.now().isBefore(saved.written())) {
            LOG.warn(
                    "cache {}: the wall clock shows {}, which is before the snapshot of an earlier run was written, at {}:"
                            + " how old its values are cannot be told, and none is used",
                    engine.settings.name,
                    form.now(),
                    saved.written());
            return;
        }
        for (byte[] record = saved.next(); record != null && hasRoom(); record = saved.next()) {
            if (engine.isClosed()) {
                isCut = true;
                return;
            }
            keep(form.restored(record));
        }
        report(saved);
    }

    /** Whether the cache was closed before all was loaded. */
    boolean wasCut() {
        return isCut;
    }

    private boolean hasRoom() {
        return near.size() < mostEntries && near.evictions() == evictionsBefore;
    }

    private void keep(SnapshotForm.@Nullable Restored<T> restored) {
        if (restored == null) {
            unusable++;
            return;
        }
        Entry<T> entry = restored.entry();
        long now = engine.time.nanos();
        if (entry.isAbsence() ? !entry.isFresh(now) : !entry.isUsable(now)) {
            tooOld++;
        } else if (land(restored.key(), entry)) {
            kept++;
        }
    }

    @SuppressWarnings("ReferenceEquality") // is it this very entry
    private boolean land(String key, Entry<T> entry) {
        Entry<T> there = near.compute(key, before -> before != null || changed.contains(key) ? before : entry);
        if (there == entry && (changed.contains(key) || engine.isClosed())) {
            near.remove(key, entry);
            isCut |= engine.isClosed();
            return false;
        }
        return there == entry;
    }

    private void report(Saved saved) {
        if (unusable > 0) {
            LOG.warn(
                    "cache {}: {} of {} records of a snapshot cannot be used: of another codec or schema, or sealed with a key"
                            + " that is not known",
                    engine.settings.name,
                    unusable,
                    saved.records());
        }
        LOG.info(
                "cache {}: {} of {} entries are back from a snapshot of {}; {} were too old",
                engine.settings.name,
                kept,
                saved.records(),
                saved.written(),
                tooOld);
    }
}
