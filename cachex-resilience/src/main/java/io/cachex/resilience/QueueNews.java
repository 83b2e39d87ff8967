package io.cachex.resilience;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.WriteEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the cache's observer what becomes of writes. It is user code: called with no stripe locked, and may throw. */
final class QueueNews {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

    private final String cache;
    private final CacheObserver observer;
    private final Room room;
    private volatile boolean warned;

    QueueNews(String cache, CacheObserver observer, Room room) {
        this.cache = cache;
        this.observer = observer;
        this.room = room;
    }

    void tell(WriteEvent event, int writes) {
        if (writes == 0) {
            return;
        }
        try {
            observer.onWrites(cache, event, writes, room.entries());
        } catch (Throwable e) { // user code, on a thread that has more to do
            failed(e);
        }
    }

    void level(int percent) {
        try {
            observer.onQueueLevel(cache, percent);
        } catch (Throwable e) { // user code, on a thread that has more to do
            failed(e);
        }
    }

    private void failed(Throwable e) {
        if (!warned) {
            warned = true;
            LOG.warn("an observer of '{}' failed, which is told once", cache, e);
        }
    }
}
