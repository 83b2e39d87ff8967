package io.cachex.resilience.profile;

import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What a document says in one section, by the names of the options: the draft of sections that lie over one another. */
final class Said {

    static final Said NOTHING = new Said();

    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * An option of such a section.
     *
     * @param check refuses a value that cannot work
     */
    static <V> Option<Said, V> option(String name, Kind<V> kind, Consumer<V> check) {
        return Option.of(name, kind, (said, value) -> {
            check.accept(value);
            said.values.put(name, value);
        });
    }

    /** The same, with one value. */
    static Said of(String name, Object value) {
        Said said = new Said();
        said.values.put(name, value);
        return said;
    }

    /** What this says, and of the lower one what this does not. */
    Said over(Said lower) {
        Said both = new Said();
        both.values.putAll(lower.values);
        both.values.putAll(values);
        return both;
    }

    /** The same under names that begin so. */
    Said prefixed(String prefix) {
        Said prefixed = new Said();
        values.forEach((name, value) -> prefixed.values.put(prefix + name, value));
        return prefixed;
    }

    /** What is said under names that do not begin so. */
    Said without(String prefix) {
        Said rest = new Said();
        values.forEach((name, value) -> {
            if (!name.startsWith(prefix)) {
                rest.values.put(name, value);
            }
        });
        return rest;
    }

    boolean isNothing() {
        return values.isEmpty();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Hands over a value, if it is said. */
    @SuppressWarnings("unchecked") // an option's values are of its kind
    <V> Said use(String name, Consumer<V> setter) {
        Object value = values.get(name);
        if (value != null) {
            setter.accept((V) value);
        }
        return this;
    }

    /** What is said, or else this. */
    @SuppressWarnings("unchecked") // as above
    <V> V or(String name, V otherwise) {
        return (V) values.getOrDefault(name, otherwise);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Said that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
