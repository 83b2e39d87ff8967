package io.cachex.examples.docs;

import io.cachex.Cache;
import io.cachex.Held;
import io.cachex.Near;
import org.jspecify.annotations.Nullable;

/** What stays near. */
final class Memory {

    private Memory() {}

    static @Nullable String bounded() {
        Cache<String> pages = Cache.builder("pages", String.class)
                .near(Near.maximumBytes(256 << 20))
                .build();
        // ...
        try (Held<String> held = pages.hold("front")) {
            if (held != null) {
                return held.value();
            }
        }
        return null;
    }
}
