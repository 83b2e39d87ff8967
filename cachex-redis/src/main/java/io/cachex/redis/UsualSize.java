package io.cachex.redis;

import io.cachex.spi.StoredValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How large values have been lately, on average, and so how many to ask for at once. */
final class UsualSize {

    private static final int MOST_KEYS = 1_000;
    private static final int MOST_ANSWER_BYTES = 4 << 20;

    /** Many threads write it, and a lost update does no harm. */
    private volatile int usualBytes = 1_024;

    /** How many keys to ask for at once, at the most. */
    int mostKeys() {
        return Math.max(1, Math.min(MOST_KEYS, MOST_ANSWER_BYTES / Math.max(1, usualBytes)));
    }

    void note(List<@Nullable StoredValue> found) {
        long bytes = 0;
        int count = 0;
        for (int i = 0; i < found.size(); i++) {
            StoredValue value = found.get(i);
            if (value != null) {
                bytes += value.bytes().length;
                count++;
            }
        }
        if (count > 0) {
            note((int) (bytes / count));
        }
    }

    private void note(int bytes) {
        int usual = usualBytes;
        int now = bytes > usual ? bytes : usual - (usual - bytes) / 8;
        if (now != usual) {
            usualBytes = now;
        }
    }
}
