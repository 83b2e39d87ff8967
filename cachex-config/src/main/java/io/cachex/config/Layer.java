package io.cachex.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings by their paths, the sections that are there, and the caches that have names. Later layers win over earlier ones. */
final class Layer {

    final Map<String, Setting> settings = new LinkedHashMap<>();

    /** By path, with the cache's name: {@code caches.users.retry}. */
    final Map<String, Position> sections = new LinkedHashMap<>();

    final Set<String> caches = new LinkedHashSet<>();

    /** This layer with another one over it. */
    Layer with(Layer upper) {
        Layer both = new Layer();
        for (Layer layer : List.of(this, upper)) {
            both.settings.putAll(layer.settings);
            both.sections.putAll(layer.sections);
            both.caches.addAll(layer.caches);
        }
        return both;
    }

    /** The settings of the whole layer, in the document's order. */
    Collection<Setting> all() {
        return new ArrayList<>(settings.values());
    }
}
