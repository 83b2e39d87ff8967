package io.cachex.spring;

import io.cachex.codec.BytesCodec;
import io.cachex.codec.JsonCodec;
import io.cachex.codec.StringCodec;
import io.cachex.spi.Codec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values of any of the allowed classes, each with its class's name before its JSON; also lists, sets and maps of them, which
 * come back as such, in their order, whatever class they were of.
 *
 * <p>The name is held against the list before a class is looked for, and within a value nothing names a class: JSON has
 * no default typing. Nested at most 32 deep.
 */
final class TaggedCodec implements Codec<Object> {

    private static final int DEEPEST = 32;

    private static final byte NULL = 0;
    private static final byte ONE = 1;
    private static final byte LIST = 2;
    private static final byte SET = 3;
    private static final byte MAP = 4;

    private final AllowedTypes allowed;
    private final ClassLoader loader;
    private final Map<String, Codec<Object>> codecs = new ConcurrentHashMap<>(); // as many as there are allowed classes

    TaggedCodec(AllowedTypes allowed, ClassLoader loader) {
        this.allowed = allowed;
        this.loader = loader;
    }

    @Override
    public byte[] encode(Object value) {
        Output out = new Output();
        write(value, out, 0);
        return out.toByteArray();
    }

    @Override
    public Object decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
        Object value = read(in, 0);
        if (value == null || in.hasRemaining()) {
            throw new IllegalArgumentException("not one value");
        }
        return value;
    }

    private void write(@Nullable Object value, Output out, int depth) {
        requireDepth(depth);
        if (value == null) {
            out.write(NULL);
        } else if (value instanceof List<?> list) {
            writeAll(LIST, list, out, depth);
        } else if (value instanceof Set<?> set) {
            writeAll(SET, set, out, depth);
        } else if (value instanceof Map<?, ?> map) {
            out.write(MAP);
            out.writeInt(map.size());
            map.forEach((key, one) -> {
                write(key, out, depth + 1);
                write(one, out, depth + 1);
            });
        } else {
            writeOne(value, out);
        }
    }

    private void writeAll(byte tag, Collection<?> values, Output out, int depth) {
        out.write(tag);
        out.writeInt(values.size());
        values.forEach(one -> write(one, out, depth + 1));
    }

    private void writeOne(Object value, Output out) {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        byte[] name = type.getName().getBytes(StandardCharsets.UTF_8);
        byte[] body = codec(type.getName()).encode(value);
        out.write(ONE);
        out.writeInt(name.length);
        out.writeBytes(name);
        out.writeInt(body.length);
        out.writeBytes(body);
    }

    private @Nullable Object read(ByteBuffer in, int depth) {
        requireDepth(depth);
        byte tag = in.get();
        return switch (tag) {
            case NULL -> null;
            case ONE -> readOne(in);
            case LIST -> readAll(in, depth, new ArrayList<>());
            case SET -> readAll(in, depth, new LinkedHashSet<>());
            case MAP -> readMap(in, depth);
            default -> throw new IllegalArgumentException("no such tag: " + tag);
        };
    }

    private Object readOne(ByteBuffer in) {
        String name = new String(readBytes(in), StandardCharsets.UTF_8);
        return codec(name).decode(readBytes(in));
    }

    private Collection<@Nullable Object> readAll(ByteBuffer in, int depth, Collection<@Nullable Object> values) {
        int count = readCount(in, 1);
        for (int i = 0; i < count; i++) {
            values.add(read(in, depth + 1));
        }
        return values;
    }

    private Map<@Nullable Object, @Nullable Object> readMap(ByteBuffer in, int depth) {
        int count = readCount(in, 2);
        Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Object key = read(in, depth + 1);
            values.put(key, read(in, depth + 1));
        }
        return values;
    }

    private static byte[] readBytes(ByteBuffer in) {
        byte[] bytes = new byte[readCount(in, 1)];
        in.get(bytes);
        return bytes;
    }

    /** Of things that take so many bytes at least: no memory is taken for what is not there. */
    private static int readCount(ByteBuffer in, int least) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / least) {
            throw new IllegalArgumentException("cut off");
        }
        return count;
    }

    private static void requireDepth(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("nested more than " + DEEPEST + " deep");
        }
    }

    private Codec<Object> codec(String name) {
        Codec<Object> known = codecs.get(name);
        if (known != null) {
            return known;
        }
        if (!allowed.includes(name)) {
            throw new IllegalArgumentException("values of " + name + " do not go to a store: give the cache a type, or"
                    + " add the class or its package to the allowed types, which are " + allowed);
        }
        return codecs.computeIfAbsent(name, this::codecOf);
    }

    @SuppressWarnings("unchecked") // the codec of a class is a codec of its values
    private Codec<Object> codecOf(String name) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            Codec<?> codec = type == byte[].class
                    ? BytesCodec.of()
                    : type == String.class ? StringCodec.of() : JsonCodec.of(type);
            return (Codec<Object>) codec;
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException("no such class: " + name, e);
        }
    }

    /** {@code tagged-json}. */
    @Override
    public String id() {
        return "tagged-json";
    }

    @Override
    public String toString() {
        return "json of any of " + allowed;
    }

    /** Bytes that grow, with numbers among them. */
    private static final class Output extends java.io.ByteArrayOutputStream {

        void writeInt(int number) {
            write(number >>> 24);
            write(number >>> 16);
            write(number >>> 8);
            write(number);
        }
    }
}
