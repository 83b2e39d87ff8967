package io.cachex.config;

import io.cachex.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A draft that remembers what it was told: an option of each kind, and two that can contradict each other. */
final class Wheel {

    final Map<String, Object> values = new LinkedHashMap<>();

    void size(int size) {
        values.put("size", Rules.between("size", size, 1, 100));
    }

    void limit(long limit) {
        values.put("limit", Rules.atLeast("limit", limit, 0L));
    }

    void share(double share) {
        values.put("share", Rules.share("share", share));
    }

    void every(Duration every) {
        values.put("every", Rules.positive("every", every));
    }

    void low(double low) {
        values.put("low", Rules.fraction("low", low));
    }

    void high(double high) {
        values.put("high", Rules.fraction("high", high));
    }

    void text(String text) {
        Rules.require(!text.contains("!"), "text", text, "without exclamation marks");
        values.put("text", text);
    }

    void other(String name, Object value) {
        values.put(name, value);
    }

    void check() {
        double low = (double) values.getOrDefault("low", 0.0);
        double high = (double) values.getOrDefault("high", 1.0);
        Rules.require(low <= high, "low", low, "at most high (" + high + ")");
    }

    List<String> names() {
        return new ArrayList<>(values.keySet());
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
