package io.cachex.codec;

import org.jspecify.annotations.Nullable;

/**
 * A place for a value: a component of a record, an element of a collection.
 *
 * @param format how the value is written
 * @param nullable whether a byte before it tells that there is one; without, there always is
 */
record Slot(Format format, boolean nullable) {

    void write(@Nullable Object value, ByteSink sink) {
        if (nullable) {
            sink.write(value == null ? 0 : 1);
        }
        if (value != null) {
            format.write(value, sink);
        }
    }

    @Nullable
    Object read(ByteSource source) {
        return !nullable || source.flag() ? format.read(source) : null;
    }
}
