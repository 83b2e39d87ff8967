package io.cachex.disk;

import org.jspecify.annotations.Nullable;

/** A write or a letter that is still needed, and where its record stands. */
final class Live {

    final String id;
    final boolean isLetter;
    final long order;
    final int length;

    Segment segment;
    long offset;

    /** What the record says; only while a journal is being opened. */
    Change.@Nullable Kept content;

    Live(String id, boolean isLetter, long order, Segment segment, long offset, int length) {
        this.id = id;
        this.isLetter = isLetter;
        this.order = order;
        this.segment = segment;
        this.offset = offset;
        this.length = length;
    }
}
