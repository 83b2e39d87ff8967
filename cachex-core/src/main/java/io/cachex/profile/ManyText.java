package io.cachex.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads lists and flags; refuses with an {@link IllegalArgumentException}. */
final class ManyText {

    private ManyText() {}

    /** Of a list, or of a text with commas. */
    static List<String> listOf(Object written) {
        List<?> parts = written instanceof List<?> list
                ? list
                : Arrays.asList(ScalarText.text(written).split(",", -1));
        List<String> texts = new ArrayList<>();
        if (written instanceof String text && text.isBlank()) {
            return List.of();
        }
        for (Object part : parts) {
            texts.add(ScalarText.textOf(part).strip());
        }
        return List.copyOf(texts);
    }

    /** Of a map, or of a text {@code name=true,other=false}. */
    static Map<String, Boolean> flagsOf(Object written) {
        Map<String, Boolean> flags = new LinkedHashMap<>();
        if (written instanceof Map<?, ?> map) {
            map.forEach((name, flag) -> flags.put(ScalarText.textOf(name), ScalarText.truthOf(flag)));
            return Collections.unmodifiableMap(flags);
        }
        for (String part : listOf(ScalarText.text(written))) {
            int equals = part.indexOf('=');
            if (equals < 1
                    || flags.put(
                                    part.substring(0, equals).strip(),
                                    ScalarText.truthOf(
                                            part.substring(equals + 1).strip()))
                            != null) {
                throw new IllegalArgumentException();
            }
        }
        return Collections.unmodifiableMap(flags);
    }

    static Map<String, Object> listSchema() {
        return Map.of("type", "array", "items", Map.of("type", "string", "pattern", "\\S"));
    }

    static Map<String, Object> flagsSchema() {
        return Map.of("type", "object", "additionalProperties", Map.of("type", "boolean"));
    }
}
