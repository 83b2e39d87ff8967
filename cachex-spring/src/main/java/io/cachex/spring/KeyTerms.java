package io.cachex.spring;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;

/**
 * Writes one key as terms: {@code null}, {@code type:text}, or {@code type(term,term)}. Within a text {@code \ , ( )} have a
 * {@code \} before them, and control characters and lone surrogates are written as {@code \}{@code uXXXX}: so every term can be
 * read in one way only, and different keys have different terms. For one key and one thread.
 */
final class KeyTerms {

    private static final int DEEPEST = 16;
    private static final int MOST_CHARACTERS = 1 << 16;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Final classes of the JDK whose texts differ where they do. */
    private static final Set<Class<?>> TOLD_BY_TEXT =
            Set.of(UUID.class, URI.class, BigDecimal.class, BigInteger.class, Currency.class, Locale.class);

    private static final Map<Class<?>, String> BOXED = Map.of(
            Integer.class, "int",
            Long.class, "long",
            Short.class, "short",
            Byte.class, "byte",
            Boolean.class, "boolean",
            Character.class, "char",
            Double.class, "double",
            Float.class, "float",
            String.class, "str");

    private final StringBuilder out = new StringBuilder();
    private int depth;

    /**
     * Adds a key or a part of one.
     *
     * @throws IllegalArgumentException if its type has no text, or it is too large
     */
    void append(@Nullable Object key) {
        if (key == null) {
            out.append("null");
            return;
        }
        Class<?> type = key.getClass();
        String boxed = BOXED.get(type);
        if (boxed != null) {
            leaf(boxed, key.toString());
        } else if (key instanceof SimpleKey simple) {
            terms("key", SimpleKeys.parameters(simple));
        } else if (key instanceof Enum<?> constant) {
            leaf(constant.getDeclaringClass().getName(), constant.name());
        } else if (key instanceof Class<?> named) {
            leaf("class", named.getName());
        } else if (TOLD_BY_TEXT.contains(type) || type.getPackageName().equals("java.time")) {
            leaf(type.getName(), key.toString());
        } else {
            appendParts(key, type);
        }
        if (out.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("a key must have at most " + MOST_CHARACTERS + " characters");
        }
    }

    private void appendParts(Object key, Class<?> type) {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException("a key must not be nested more than " + DEEPEST + " deep");
        }
        if (type.isArray()) {
            terms(type.getComponentType().isPrimitive() ? type.getComponentType() + "[]" : "array", elements(key));
        } else if (key instanceof List<?> list) {
            terms("list", list);
        } else if (key instanceof Set<?> set) {
            sorted("set", set);
        } else if (key instanceof Map<?, ?> map) {
            sorted("map", map.entrySet());
        } else if (key instanceof Map.Entry<?, ?> entry) {
            terms("entry", Arrays.asList(entry.getKey(), entry.getValue()));
        } else if (key instanceof Optional<?> optional) {
            terms("optional", optional.isPresent() ? List.of(optional.get()) : List.of());
        } else if (key instanceof Record) {
            terms(type.getName(), components(key, type));
        } else {
            throw new IllegalArgumentException("a key of " + type.getName()
                    + " has no text: name the part of it that counts, as in @Cacheable(key = \"#order.id\"), make it a record,"
                    + " or define a bean of type " + CacheKeys.class.getName());
        }
        depth--;
    }

    private void leaf(String type, String text) {
        out.append(type).append(':');
        text.codePoints().forEach(this::appendEscaped);
    }

    private void appendEscaped(int c) {
        if (c == '\\' || c == ',' || c == '(' || c == ')') {
            out.append('\\').append((char) c);
        } else if (Character.isISOControl(c) || StandardKeys.isLoneSurrogate(c)) {
            out.append("\\u").append(HEX.toHexDigits((char) c));
        } else {
            out.appendCodePoint(c);
        }
    }

    private void terms(String type, Iterable<?> parts) {
        out.append(type).append('(');
        String separator = "";
        for (Object part : parts) {
            out.append(separator);
            append(part);
            separator = ",";
        }
        out.append(')');
    }

    /** Sets and maps that are equal may have their elements in another order. */
    private void sorted(String type, Iterable<?> parts) {
        List<String> terms = new ArrayList<>();
        for (Object part : parts) {
            int from = out.length();
            append(part);
            terms.add(out.substring(from));
            out.setLength(from);
        }
        Collections.sort(terms);
        out.append(type).append('(').append(String.join(",", terms)).append(')');
    }

    private static List<@Nullable Object> elements(Object array) {
        int length = Array.getLength(array);
        if (length > MOST_CHARACTERS) {
            throw new IllegalArgumentException("a key must have at most " + MOST_CHARACTERS + " characters");
        }
        List<@Nullable Object> elements = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            elements.add(Array.get(array, i));
        }
        return elements;
    }

    private static List<@Nullable Object> components(Object key, Class<?> type) {
        List<@Nullable Object> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                values.add(component.getAccessor().invoke(key));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalArgumentException("a key of " + type.getName() + " cannot be read", e);
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
