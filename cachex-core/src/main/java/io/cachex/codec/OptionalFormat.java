package io.cachex.codec;

import java.util.Optional;

/** What may be null inside, as an {@link Optional}. */
record OptionalFormat(Slot content) implements Format {

    @Override
    public void write(Object value, ByteSink sink) {
        content.write(((Optional<?>) value).orElse(null), sink);
    }

    @Override
    public Object read(ByteSource source) {
        return Optional.ofNullable(content.read(source));
    }
}
