package io.cachex.codec;

import org.jspecify.annotations.Nullable;

/** A record's components, one after the other. */
final class RecordFormat implements Format {

    private final RecordHandles handles;
    private final Slot[] components;

    /**
     * A format.
     *
     * @param components not copied: the schema fills them in later, as a record may hold records of its own type
     */
    RecordFormat(RecordHandles handles, Slot[] components) {
        this.handles = handles;
        this.components = components;
    }

    @Override
    public void write(Object value, ByteSink sink) {
        sink.nesting().enter();
        for (int i = 0; i < components.length; i++) {
            components[i].write(handles.component(i, value), sink);
        }
        sink.nesting().leave();
    }

    @Override
    public Object read(ByteSource source) {
        source.nesting().enter();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = components[i].read(source);
        }
        source.nesting().leave();
        return handles.create(values);
    }
}
