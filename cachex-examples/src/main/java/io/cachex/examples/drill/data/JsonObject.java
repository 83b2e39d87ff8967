package io.cachex.examples.drill.data;

import java.util.List;
import java.util.Locale;

/** Writes one JSON object, member by member. Not thread-safe. */
public final class JsonObject {

    private final StringBuilder members = new StringBuilder();

    /** Adds a text. */
    public JsonObject put(String name, String value) {
        return member(name, quoted(value));
    }

    /** Adds a whole number. */
    public JsonObject put(String name, long value) {
        return member(name, Long.toString(value));
    }

    /** Adds a number; JSON has no NaN, it becomes null. */
    public JsonObject put(String name, double value) {
        return member(name, Double.isFinite(value) ? Double.toString(value) : "null");
    }

    /** Adds a truth value. */
    public JsonObject put(String name, boolean value) {
        return member(name, Boolean.toString(value));
    }

    /** Adds an object. */
    public JsonObject put(String name, JsonObject value) {
        return member(name, value.toString());
    }

    /** Adds an array of objects. */
    public JsonObject put(String name, List<JsonObject> values) {
        return member(name, values.toString());
    }

    private JsonObject member(String name, String value) {
        members.append(members.length() == 0 ? "" : ",")
                .append(quoted(name))
                .append(':')
                .append(value);
        return this;
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** The object on one line. */
    @Override
    public String toString() {
        return "{" + members + "}";
    }
}
