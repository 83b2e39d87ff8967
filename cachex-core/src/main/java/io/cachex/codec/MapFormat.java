package io.cachex.codec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The number of entries, then each key and its value, in their order. */
record MapFormat(Slot key, Slot value) implements Format {

    @Override
    public void write(Object object, ByteSink sink) {
        Map<?, ?> map = (Map<?, ?>) object;
        sink.unsigned(map.size());
        map.forEach((eachKey, eachValue) -> {
            key.write(eachKey, sink);
            value.write(eachValue, sink);
        });
    }

    @Override
    public Object read(ByteSource source) {
        int count = source.count();
        if (count == 0) {
            return Map.of();
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(key.read(source), value.read(source));
        }
        if (map.size() < count) {
            throw new CodecException("a map must not hold a key twice");
        }
        return Collections.unmodifiableMap(map);
    }
}
