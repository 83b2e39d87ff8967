package io.cachex.disk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of the log is still needed. The same changes in the same order make the same ledger, on writing and on reading. For one thread. */
final class Ledger {

    private final Map<String, Live> writes = new HashMap<>();
    private final Map<String, Live> letters = new HashMap<>();
    private long liveBytes;

    /** A record of a write or a letter was written, or read: of one id there is either the one or the other. */
    Live keep(boolean isLetter, String id, long order, Segment segment, long offset, int length) {
        Live live = new Live(id, isLetter, order, segment, offset, length);
        drop((isLetter ? writes : letters).remove(id));
        drop((isLetter ? letters : writes).put(id, live));
        segment.live.add(live);
        liveBytes += length;
        return live;
    }

    void forget(boolean isLetters, Collection<String> ids) {
        Map<String, Live> all = isLetters ? letters : writes;
        ids.forEach(id -> drop(all.remove(id)));
    }

    boolean has(boolean isLetter, String id) {
        return (isLetter ? letters : writes).containsKey(id);
    }

    /** Its record was written again, in another file. */
    void move(Live live, Segment to, long offset) {
        live.segment.live.remove(live);
        live.segment = to;
        live.offset = offset;
        to.live.add(live);
    }

    private void drop(@Nullable Live live) {
        if (live != null) {
            live.segment.live.remove(live);
            liveBytes -= live.length;
        }
    }

    /** All writes, or all letters, the oldest first. */
    List<Live> inOrder(boolean isLetters) {
        List<Live> all = new ArrayList<>((isLetters ? letters : writes).values());
        all.sort(Comparator.comparingLong(live -> live.order));
        return all;
    }

    boolean isEmpty() {
        return writes.isEmpty() && letters.isEmpty();
    }

    /** How many bytes the records take that are needed. */
    long liveBytes() {
        return liveBytes;
    }
}
