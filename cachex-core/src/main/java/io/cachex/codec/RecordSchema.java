package io.cachex.codec;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Finds the format of a record and of all below it, and describes them in a text as it goes, such as
 * {@code {name:String?,tags:List<String?>?,next:#0?}}: names of components and types, but not of records. The text is
 * what the fingerprint stands for.
 */
final class RecordSchema {

    private final Map<Class<?>, RecordFormat> records = new HashMap<>();
    private final Map<Class<?>, Integer> numbers = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    /** Where we are, for messages. */
    private String component = "";

    /** The format of a record, and of the records in it. */
    RecordFormat record(Class<?> type) {
        RecordFormat known = records.get(type);
        if (known != null) {
            text.append('#').append(numbers.get(type));
            return known;
        }
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " must be a record");
        }
        RecordComponent[] components = type.getRecordComponents();
        Slot[] slots = new Slot[components.length];
        RecordFormat format = new RecordFormat(RecordHandles.of(type), slots);
        numbers.put(type, numbers.size());
        records.put(type, format);
        text.append('{');
        for (int i = 0; i < components.length; i++) {
            text.append(components[i].getName()).append(':');
            component = "record " + type.getName() + ", component " + components[i].getName();
            slots[i] = slot(components[i].getGenericType());
            text.append(',');
        }
        text.append('}');
        return format;
    }

    /** What stands at the head of the bytes. */
    int fingerprint() {
        CRC32C sum = new CRC32C();
        sum.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return (int) sum.getValue();
    }

    private Slot slot(Type type) {
        return type instanceof Class<?> plain && plain.isPrimitive() ? new Slot(value(type), false) : nullable(type);
    }

    private Slot nullable(Type type) {
        Slot slot = new Slot(value(type), true);
        text.append('?');
        return slot;
    }

    private Format value(Type type) {
        if (type instanceof WildcardType wildcard && wildcard.getLowerBounds().length == 0) {
            return value(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof ParameterizedType generic) {
            return container(generic);
        }
        if (type instanceof Class<?> plain) {
            return plain(plain);
        }
        throw unsupported(type);
    }

    private Format plain(Class<?> type) {
        ScalarFormat<?> scalar =
                ScalarFormat.of(MethodType.methodType(type).wrap().returnType());
        if (scalar != null) {
            text.append(type.getSimpleName());
            return scalar;
        }
        if (type.isEnum()) {
            text.append("enum");
            return new EnumFormat(type);
        }
        if (type.isRecord() && type.getTypeParameters().length == 0) {
            String here = component;
            RecordFormat format = record(type);
            component = here;
            return format;
        }
        throw unsupported(type);
    }

    private Format container(ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        if (!List.of(Optional.class, List.class, Set.class, Map.class).contains(raw)) {
            throw unsupported(type);
        }
        Type[] arguments = type.getActualTypeArguments();
        text.append(raw.getSimpleName()).append('<');
        Slot first = nullable(arguments[0]);
        Format format;
        if (raw == Map.class) {
            text.append(',');
            format = new MapFormat(first, nullable(arguments[1]));
        } else if (raw == Optional.class) {
            format = new OptionalFormat(first);
        } else {
            format = new CollectionFormat(first, raw == Set.class);
        }
        text.append('>');
        return format;
    }

    private IllegalArgumentException unsupported(Type type) {
        return new IllegalArgumentException(component + ": type " + type.getTypeName() + " is not supported");
    }
}
