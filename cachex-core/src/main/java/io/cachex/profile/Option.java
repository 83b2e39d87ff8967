package io.cachex.profile;

import io.cachex.Rules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An option of a {@link Section}: its name, the kind of its values, and the one setter they go to. Immutable; each method that
 * adds something gives a new option.
 *
 * @param <D> the draft that the value is set on
 * @param <V> the values
 */
public final class Option<D, V> {

    private static final String NAME = "[a-z][a-z0-9_]*";

    private final String name;
    private final Kind<V> kind;
    private final BiConsumer<D, V> setter;
    private @Nullable String standard;
    private String otherwise = "";
    private String range = "";
    private String meaning = "";
    private boolean isChangeable;
    private String onlyWith = "";
    private Map<String, Object> limits = Map.of();

    private Option(String name, Kind<V> kind, BiConsumer<D, V> setter) {
        this.name = name;
        this.kind = kind;
        this.setter = setter;
    }

    /**
     * An option.
     *
     * @param name in snake_case
     * @param setter refuses what cannot work with a {@link io.cachex.ConfigurationException}; called if the document has the
     *     option, and with no default
     */
    public static <D, V> Option<D, V> of(String name, Kind<V> kind, BiConsumer<D, V> setter) {
        Rules.require(name.matches(NAME), "name", name, "in snake_case");
        return new Option<>(name, Rules.notNull("kind", kind), Rules.notNull("setter", setter));
    }

    /** What holds if the document does not have it, as it would be written there. The setter is not called with it. */
    public Option<D, V> byDefault(String written) {
        kind.parse(written);
        Option<D, V> copy = copy();
        copy.standard = written;
        return copy;
    }

    /** What holds if the document does not have it, in words, in place of a written default: {@code a fifth of the bound}. */
    public Option<D, V> otherwise(String words) {
        Option<D, V> copy = copy();
        copy.standard = null;
        copy.otherwise = words;
        return copy;
    }

    /** What values are allowed, in words, beyond its kind and the limits that {@link #atLeast} and the like set. */
    public Option<D, V> range(String words) {
        Option<D, V> copy = copy();
        copy.range = words;
        return copy;
    }

    /** For the schema and the reference: numbers of at least this. The setter refuses others as well. */
    public Option<D, V> atLeast(Number least) {
        return limited("minimum", least);
    }

    /** For the schema and the reference: numbers of at most this. The setter refuses others as well. */
    public Option<D, V> atMost(Number most) {
        return limited("maximum", most);
    }

    /** For the schema and the reference: numbers above this. The setter refuses others as well. */
    public Option<D, V> above(Number limit) {
        return limited("exclusiveMinimum", limit);
    }

    /** What the option does: half a sentence, in Markdown. */
    public Option<D, V> meaning(String words) {
        Option<D, V> copy = copy();
        copy.meaning = words;
        return copy;
    }

    /** Lets it be changed at run time. */
    public Option<D, V> changeable() {
        Option<D, V> copy = copy();
        copy.isChangeable = true;
        return copy;
    }

    /** Makes it an option that there is only where a section of this name stands beside it: the one that heeds it. */
    public Option<D, V> onlyWith(String section) {
        Option<D, V> copy = copy();
        copy.onlyWith = section;
        return copy;
    }

    /** Its name: {@code max_retries}. */
    public String name() {
        return name;
    }

    /** The kind of its values. */
    public Kind<V> kind() {
        return kind;
    }

    /** What holds if the document does not have it, as it would be written there; empty if there are only words for it. */
    public Optional<String> standard() {
        return Optional.ofNullable(standard);
    }

    /** What holds if the document does not have it, for people. */
    public String standardInWords() {
        return otherwise.isEmpty() ? standard().orElse("") : otherwise;
    }

    /** Which values are allowed, for people; empty if all of the kind are. */
    public String rangeInWords() {
        return range.isEmpty() ? Limits.inWords(limits) : range;
    }

    /** What the option does. */
    public String meaning() {
        return meaning;
    }

    /** Whether it can be changed at run time. */
    public boolean isChangeable() {
        return isChangeable;
    }

    /** Beside which section alone it is an option; empty if it always is. */
    public Optional<String> onlyWith() {
        return onlyWith.isEmpty() ? Optional.empty() : Optional.of(onlyWith);
    }

    /** The JSON Schema of its values, without references. */
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>(kind.schema());
        schema.putAll(limits);
        return schema;
    }

    /**
     * Reads a value and sets it.
     *
     * @param written as {@link Kind#parse} takes it
     * @throws io.cachex.ConfigurationException if the value is not of the kind, or the setter refuses it
     */
    public void set(D draft, Object written) {
        setter.accept(draft, kind.parse(written));
    }

    @Override
    public String toString() {
        return name + ": " + kind.name();
    }

    private Option<D, V> limited(String keyword, Number limit) {
        Option<D, V> copy = copy();
        copy.limits = Limits.and(limits, keyword, limit);
        return copy;
    }

    private Option<D, V> copy() {
        Option<D, V> copy = new Option<>(name, kind, setter);
        copy.standard = standard;
        copy.otherwise = otherwise;
        copy.range = range;
        copy.meaning = meaning;
        copy.isChangeable = isChangeable;
        copy.onlyWith = onlyWith;
        copy.limits = limits;
        return copy;
    }
}
