package io.cachex.resilience;

import io.cachex.spi.WriteEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told once no stripe is locked any more: to the journal, to those who hold tickets, to observers, and to those who
 * wait for room. In that order: who hears that a write was made may be sure that the journal was told.
 */
final class Endings {

    private record Ended(Waiting write, @Nullable Throwable failure) {}

    private final QueueParts queue;
    private final List<String> ids = new ArrayList<>();
    private final List<Ended> ended = new ArrayList<>();
    private int accepted;
    private int succeeded;
    private int dead;
    private int dropped;
    private int slots;
    private long bytes;
    private int extraSlots;
    private long extraBytes;

    Endings(QueueParts queue) {
        this.queue = queue;
    }

    void made(Waiting write) {
        succeeded += write.covered + 1;
        accepted += write.isThrough ? 1 : 0;
        write.addIdsTo(ids);
        end(write, null);
    }

    /** It was not taken after all. */
    void refused(Waiting write, Throwable failure) {
        write.addIdsTo(ids);
        end(write, failure);
    }

    void dead(Waiting write, Throwable failure) {
        dead++;
        dropped += write.covered;
        ids.addAll(write.coveredIds());
        end(write, failure);
    }

    void dropped(Waiting write, Throwable failure) {
        dropped += write.covered + 1;
        write.addIdsTo(ids);
        end(write, failure);
    }

    /** The journal has it, and the next run makes it. */
    void kept(Waiting write, Throwable failure) {
        end(write, failure);
    }

    /** With no stripe locked. */
    void tell() {
        queue.acks.done(ids);
        ended.forEach(end -> end.write.end(end.failure));
        if (extraSlots > 0) {
            queue.through.release(extraSlots, extraBytes);
        }
        if (slots > 0) {
            queue.release(slots, bytes);
        }
        queue.news.tell(WriteEvent.ACCEPTED, accepted);
        queue.news.tell(WriteEvent.SUCCEEDED, succeeded);
        queue.news.tell(WriteEvent.DEAD, dead);
        queue.news.tell(WriteEvent.DROPPED, dropped);
        queue.marks.look();
    }

    private void end(Waiting write, @Nullable Throwable failure) {
        ended.add(new Ended(write, failure));
        if (write.isExtra) {
            extraSlots++;
            extraBytes += write.bytes;
        } else {
            slots += write.slots;
            bytes += write.bytes;
        }
    }
}
