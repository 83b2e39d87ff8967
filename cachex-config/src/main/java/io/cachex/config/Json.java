package io.cachex.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes maps, lists, texts, numbers and truths as JSON, with line ends and two blanks a level. */
final class Json {

    private Json() {}

    static String text(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, "", text);
        return text.append('\n').toString();
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static void write(Object value, String indent, StringBuilder text) {
        if (value instanceof Map<?, ?> map) {
            fields(map, indent, text);
        } else if (value instanceof List<?> list) {
            items(list, indent, text);
        } else {
            text.append(value instanceof String string ? quoted(string) : String.valueOf(value));
        }
    }

    private static void fields(Map<?, ?> map, String indent, StringBuilder text) {
        String inner = indent + "  ";
        String before = "{\n";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(before)
                    .append(inner)
                    .append(quoted((String) entry.getKey()))
                    .append(": ");
            write(entry.getValue(), inner, text);
            before = ",\n";
        }
        text.append(map.isEmpty() ? "{}" : "\n" + indent + "}");
    }

    private static void items(List<?> list, String indent, StringBuilder text) {
        String inner = indent + "  ";
        String before = "[\n";
        for (Object item : list) {
            text.append(before).append(inner);
            write(item, inner, text);
            before = ",\n";
        }
        text.append(list.isEmpty() ? "[]" : "\n" + indent + "]");
    }
}
