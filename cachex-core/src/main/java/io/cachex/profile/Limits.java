package io.cachex.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limits of a number by the keywords that JSON Schema has for them. */
final class Limits {

    private Limits() {}

    static Map<String, Object> and(Map<String, Object> limits, String keyword, Number limit) {
        Map<String, Object> all = new LinkedHashMap<>(limits);
        all.put(keyword, limit);
        return Collections.unmodifiableMap(all);
    }

    /** {@code from 1 to 100}, {@code above 0, at most 1}, {@code at least 1}. */
    static String inWords(Map<String, Object> limits) {
        Object least = limits.get("minimum");
        Object most = limits.get("maximum");
        Object above = limits.get("exclusiveMinimum");
        if (least != null && most != null) {
            return "from " + least + " to " + most;
        }
        String low = least != null ? "at least " + least : above != null ? "above " + above : "";
        String high = most != null ? "at most " + most : "";
        return low.isEmpty() || high.isEmpty() ? low + high : low + ", " + high;
    }
}
