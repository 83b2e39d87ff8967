package io.cachex.disk;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A call that waits for its turn to be written. */
final class Request {

    /** Ends when it was written, as safe as the mode says. */
    final CompletableFuture<Void> answer = new CompletableFuture<>();

    /** Whether it is about letters, else about writes. */
    final boolean letters;

    /** The one id of what is kept, or those that are forgotten. */
    final List<String> ids;

    /** The record of what is kept; null if ids are forgotten, whose record is made when it is known which are there. */
    final byte @Nullable [] frame;

    private Request(boolean letters, List<String> ids, byte @Nullable [] frame) {
        this.letters = letters;
        this.ids = ids;
        this.frame = frame;
    }

    static Request keep(boolean letter, String id, byte[] frame) {
        return new Request(letter, List.of(id), frame);
    }

    static Request forget(boolean letters, List<String> ids) {
        return new Request(letters, ids, null);
    }

    boolean forgets() {
        return frame == null;
    }

    /** Whether it succeeds only when it is on the disk. That a write was made may be lost: then it is made again. */
    boolean mustLast() {
        return frame != null || letters;
    }

    /** What it takes while it waits, roughly. */
    long bytes() {
        return frame != null
                ? frame.length
                : ids.stream().mapToLong(id -> 4L + id.length()).sum() + Frame.CONTENT_OFFSET;
    }
}
