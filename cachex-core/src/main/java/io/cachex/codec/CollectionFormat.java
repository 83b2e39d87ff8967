package io.cachex.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The number of elements, then the elements, in their order. */
record CollectionFormat(Slot element, boolean distinct) implements Format {

    private static final int FIRST_SIZE = 1024;

    @Override
    public void write(Object value, ByteSink sink) {
        Collection<?> elements = (Collection<?>) value;
        sink.unsigned(elements.size());
        for (Object each : elements) {
            element.write(each, sink);
        }
    }

    @Override
    public Object read(ByteSource source) {
        int count = source.count();
        return distinct ? set(source, count) : list(source, count);
    }

    private List<?> list(ByteSource source, int count) {
        if (count == 0) {
            return List.of(); // one for all: many empty lists in few bytes must not fill the memory
        }
        List<@Nullable Object> list = new ArrayList<>(Math.min(count, FIRST_SIZE));
        for (int i = 0; i < count; i++) {
            list.add(element.read(source));
        }
        return Collections.unmodifiableList(list);
    }

    private Set<?> set(ByteSource source, int count) {
        if (count == 0) {
            return Set.of();
        }
        Set<@Nullable Object> set = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            if (!set.add(element.read(source))) {
                throw new CodecException("a set must not hold an element twice");
            }
        }
        return Collections.unmodifiableSet(set);
    }
}
