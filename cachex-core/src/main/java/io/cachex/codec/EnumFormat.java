package io.cachex.codec;

import java.util.HashMap;
import java.util.Map;

/** An enum constant's name: constants may be added and moved. */
final class EnumFormat implements Format {

    private final Map<String, Object> constants = new HashMap<>(); // filled here only

    EnumFormat(Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
    }

    @Override
    public void write(Object value, ByteSink sink) {
        sink.text(((Enum<?>) value).name());
    }

    @Override
    public Object read(ByteSource source) {
        Object constant = constants.get(source.text());
        if (constant == null) {
            throw new CodecException("an enum has no such constant");
        }
        return constant;
    }
}
