package io.cachex.resilience;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a queue becomes fuller than 50, 80 and 95 percent, and when it is emptier again by ten points: that once, not
 * at each write around the mark.
 */
final class Watermarks {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
    private static final int[] MARKS = {95, 80, 50};
    private static final int SLACK = 10;
    private static final int WORRYING = 80;

    private final String cache;
    private final Room room;
    private final QueueNews news;
    private volatile int level; // written under the lock of this

    Watermarks(String cache, Room room, QueueNews news) {
        this.cache = cache;
        this.room = room;
        this.news = news;
    }

    /** Looks at the room; with no lock held. */
    void look() {
        int known = level;
        if (known != levelNow(known)) {
            change();
        }
    }

    private synchronized void change() {
        int before = level;
        int now = levelNow(before);
        if (now == before) {
            return;
        }
        level = now;
        if (now > before && now >= WORRYING) {
            LOG.warn("the write queue of '{}' is {} percent full", cache, now);
        } else {
            LOG.info("the write queue of '{}' is {} {} percent full", cache, now > before ? "over" : "down to", now);
        }
        news.level(now);
    }

    /** The highest mark that is reached, or that was and is not yet left behind by far enough. */
    private int levelNow(int before) {
        for (int mark : MARKS) {
            if (room.isTaken(mark <= before ? mark - SLACK : mark)) {
                return mark;
            }
        }
        return 0;
    }
}
