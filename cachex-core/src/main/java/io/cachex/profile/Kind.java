package io.cachex.profile;

import io.cachex.ConfigurationException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What values an option takes: how they are written, read and described. Immutable.
 *
 * <p>In place of a value a document may have a reference, {@code ${VARIABLE}} or {@code ${VARIABLE:default}}, or in a text
 * several; that is the reader's to resolve, and nothing of it arrives here.
 *
 * @param <V> the values
 */
public final class Kind<V> {

    /** How a value stands in a document. */
    public enum Form {
        /** Text, with or without quotes. */
        TEXT,
        /** A whole number. */
        WHOLE,
        /** Text or a whole number. */
        TEXT_OR_WHOLE,
        /** A number. */
        NUMBER,
        /** {@code true} or {@code false}. */
        TRUTH,
        /** A list of texts; in the environment a text with commas. */
        LIST,
        /** Names with {@code true} or {@code false}; in the environment {@code name=true} with commas. */
        FLAGS
    }

    /** What of a value must not be seen. */
    public enum Secrecy {
        /** Nothing. */
        NONE,
        /** A password within an address. */
        PASSWORD,
        /** All of it. */
        ALL
    }

    /** A whole number of 32 bits. */
    public static final Kind<Integer> INT = new Kind<>(
            "whole number",
            Form.WHOLE,
            "a whole number",
            ScalarText::intOf,
            whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
            Secrecy.NONE);

    /** A whole number of 64 bits. */
    public static final Kind<Long> LONG = new Kind<>(
            "whole number",
            Form.WHOLE,
            "a whole number",
            ScalarText::longOf,
            whole(Long.MIN_VALUE, Long.MAX_VALUE),
            Secrecy.NONE);

    /** A number, not infinite. */
    public static final Kind<Double> DOUBLE =
            new Kind<>("number", Form.NUMBER, "a number", ScalarText::doubleOf, Map.of("type", "number"), Secrecy.NONE);

    /** True or false. */
    public static final Kind<Boolean> BOOLEAN = new Kind<>(
            "true or false", Form.TRUTH, "true or false", ScalarText::truthOf, Map.of("type", "boolean"), Secrecy.NONE);

    /** {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d}, or as ISO-8601 has it, {@code PT1M30S}; not negative. */
    public static final Kind<Duration> DURATION = new Kind<>(
            "duration",
            Form.TEXT,
            "a duration such as 250ms, 30s, 5m, 1h, 7d or PT1M30S",
            DurationText::parse,
            text(DurationText.PATTERN),
            Secrecy.NONE);

    /** Bytes: {@code 64MB}, {@code 512KB}, {@code 1GB}, {@code 100B} or a whole number; K, M and G are powers of 1,024. */
    public static final Kind<Long> SIZE = new Kind<>(
            "size",
            Form.TEXT_OR_WHOLE,
            "a size such as 64MB, 512KB, 1GB or a number of bytes",
            SizeText::parse,
            SizeText.schema(),
            Secrecy.NONE);

    /** A text that is not empty. */
    public static final Kind<String> TEXT =
            new Kind<>("text", Form.TEXT, "a text that is not empty", ScalarText::textOf, text("\\S"), Secrecy.NONE);

    /** An address, in which a document may have a password by reference only: {@code redis://:${PASSWORD}@host}. */
    public static final Kind<String> ADDRESS = new Kind<>(
            "address", Form.TEXT, "an address, not empty", ScalarText::textOf, text("\\S"), Secrecy.PASSWORD);

    /** A text that a document may have by reference only, and that is never shown. */
    public static final Kind<String> SECRET = new Kind<>(
            "secret", Form.TEXT, "a reference such as ${PASSWORD}", ScalarText::textOf, text("\\S"), Secrecy.ALL);

    /** Texts, none empty. */
    public static final Kind<List<String>> TEXTS = new Kind<>(
            "list of texts", Form.LIST, "a list of texts", ManyText::listOf, ManyText.listSchema(), Secrecy.NONE);

    /** Names, each with true or false. */
    public static final Kind<Map<String, Boolean>> FLAGS = new Kind<>(
            "names with true or false",
            Form.FLAGS,
            "names with true or false",
            ManyText::flagsOf,
            ManyText.flagsSchema(),
            Secrecy.NONE);

    private final String name;
    private final Form form;
    private final String allowed;
    private final Function<Object, V> parser;
    private final Map<String, Object> schema;
    private final Secrecy secrecy;

    private Kind(
            String name,
            Form form,
            String allowed,
            Function<Object, V> parser,
            Map<String, Object> schema,
            Secrecy secrecy) {
        this.name = name;
        this.form = form;
        this.allowed = allowed;
        this.parser = parser;
        this.schema = schema;
        this.secrecy = secrecy;
    }

    /** The constants of an enum by their names in snake_case: {@code origin_first}. */
    public static <E extends Enum<E>> Kind<E> of(Class<E> type) {
        Map<String, E> constants = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            constants.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return oneOf(constants);
    }

    /** One of some values, by their names, in the order of the map. */
    public static <V> Kind<V> oneOf(Map<String, V> choices) {
        Map<String, V> kept = new LinkedHashMap<>(choices);
        String names = String.join(", ", kept.keySet());
        return new Kind<>(
                kept.keySet().stream().map(choice -> "`" + choice + "`").collect(Collectors.joining(", ")),
                Form.TEXT,
                "one of " + names,
                text -> ScalarText.oneOf(kept, text),
                Map.of("enum", List.copyOf(kept.keySet())),
                Secrecy.NONE);
    }

    /** What it is called in the reference: {@code duration}. */
    public String name() {
        return name;
    }

    /** How its values stand in a document. */
    public Form form() {
        return form;
    }

    /** What is allowed, in words: {@code a duration such as 250ms, ...}. */
    public String allowed() {
        return allowed;
    }

    /** What of its values must not be seen. */
    public Secrecy secrecy() {
        return secrecy;
    }

    /** Its JSON Schema, without references. */
    public Map<String, Object> schema() {
        return schema;
    }

    /**
     * Reads a value.
     *
     * @param written the text of a scalar; for a list or names also a {@code List} of texts or a {@code Map} of texts
     * @throws ConfigurationException if it is none; its message says what is allowed, and has the value unless it is secret
     */
    public V parse(Object written) {
        try {
            return parser.apply(written);
        } catch (IllegalArgumentException | ArithmeticException e) {
            String shown = secrecy == Secrecy.NONE ? ": " + Shown.shortened(written) : "";
            throw new ConfigurationException("must be " + allowed + shown);
        }
    }

    /** The value as it may be seen. */
    public String shown(String written) {
        return switch (secrecy) {
            case NONE -> written;
            case PASSWORD -> Shown.withoutPassword(written);
            case ALL -> Shown.MASK;
        };
    }

    @Override
    public String toString() {
        return Arrays.asList(form, name).toString();
    }

    private static Map<String, Object> whole(long least, long most) {
        return Map.of("type", "integer", "minimum", least, "maximum", most);
    }

    private static Map<String, Object> text(String pattern) {
        return Map.of("type", "string", "pattern", pattern);
    }
}
