package io.cachex;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One sequence of bytes per set of filters: each part led by its kind and length, so that no two sets of filters run
 * together, and what has no order is sorted by its bytes.
 */
final class FilterBytes {

    private static final int DEEPEST = 16;

    private FilterBytes() {}

    static byte[] of(String entity, Map<String, ?> filters) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text(entity));
        out.writeBytes(map(filters, 1));
        return out.toByteArray();
    }

    private static byte[] value(String name, @Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("filters must be at most " + DEEPEST + " levels deep");
        }
        if (value == null) {
            return part('n', new byte[0]);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, depth + 1);
        }
        if (value instanceof Collection<?> elements) {
            return elements(name, elements, depth + 1);
        }
        return text(KeyText.of("filter " + name, value));
    }

    private static byte[] map(Map<?, ?> map, int depth) {
        byte[][] entries = map.entrySet().stream()
                .map(entry -> {
                    String name = KeyText.of("name of a filter", entry.getKey());
                    return part('e', text(name), value(name, entry.getValue(), depth));
                })
                .sorted(Arrays::compareUnsigned)
                .toArray(byte[][]::new);
        return part('m', entries);
    }

    private static byte[] elements(String name, Collection<?> elements, int depth) {
        byte[][] parts =
                elements.stream().map(element -> value(name, element, depth)).toArray(byte[][]::new);
        if (elements instanceof Set) {
            Arrays.sort(parts, Arrays::compareUnsigned);
            return part('s', parts);
        }
        return part('l', parts);
    }

    private static byte[] text(String text) {
        return part('t', text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] part(char kind, byte[]... contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = Arrays.stream(contents).mapToInt(content -> content.length).sum();
        out.write(kind);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }
}
