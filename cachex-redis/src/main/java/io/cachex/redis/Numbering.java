package io.cachex.redis;

import io.cachex.spi.Invalidation;
import org.jspecify.annotations.Nullable;

/**
 * How far one master's messages of a namespace have been heard, and until when that is proven. For one thread at a time.
 */
final class Numbering {

    private static final long UNKNOWN = -1;

    private final Recent recent = new Recent();
    private long sequence = UNKNOWN;
    private @Nullable String incarnation;
    private long liveUntil;

    Numbering(long now) {
        liveUntil = now;
    }

    /**
     * A message arrived.
     *
     * @return null if it is the next one, or the first; else what to make of it
     */
    NamespaceState.@Nullable Heard hear(Invalidation message, long now) {
        long number = message.sequence();
        if (number == 0) { // the server had no room to count, and took nothing from the sequence
            doubt(now);
            return NamespaceState.Heard.doubtful("a message without a number");
        }
        if (sequence == UNKNOWN) {
            recent.restart(number - 1);
        } else if (number > sequence + 1) {
            String gap = gap(sequence + 1, number - 1);
            doubt(now);
            accept(message);
            return NamespaceState.Heard.doubtful(gap);
        } else if (number <= sequence) {
            if (recent.belongs(message)) {
                return NamespaceState.Heard.AGAIN;
            }
            String restart = restart(sequence, number);
            forget(now);
            recent.restart(number - 1);
            accept(message);
            return NamespaceState.Heard.doubtful(restart);
        }
        accept(message);
        return null;
    }

    private void accept(Invalidation message) {
        sequence = message.sequence();
        recent.add(message);
    }

    /** A heartbeat was answered, see {@link NamespaceState#answer}. */
    @Nullable
    String answer(long last, String from, long until, long now) {
        String doubt = null;
        if (incarnation != null && !incarnation.equals(from)) {
            doubt = "the server lost its data";
            forget(now);
        } else if (sequence != UNKNOWN && last < sequence) {
            doubt = restart(sequence, last);
            forget(now);
        } else if (sequence != UNKNOWN && last > sequence) {
            doubt = gap(sequence + 1, last);
            doubt(now);
        } else if (until - liveUntil > 0) {
            liveUntil = until;
        }
        if (sequence == UNKNOWN) {
            recent.restart(last);
        }
        sequence = last;
        incarnation = from;
        return doubt;
    }

    /** Nothing is proven until somebody says so again. */
    void doubt(long now) {
        liveUntil = now;
    }

    /** As {@link #doubt}, and the next number may be any. */
    void forget(long now) {
        doubt(now);
        sequence = UNKNOWN;
        incarnation = null;
    }

    long liveUntil() {
        return liveUntil;
    }

    /** The number of the last message; 0 if there was none, or it is not known. */
    long last() {
        return Math.max(0, sequence);
    }

    private static String gap(long first, long last) {
        return "gap " + first + ".." + last;
    }

    private static String restart(long from, long to) {
        return "the sequence went from " + from + " to " + to;
    }
}
