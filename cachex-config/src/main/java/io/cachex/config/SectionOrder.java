package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.profile.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The order in which sections are applied: each after those it names, those of the process first, else by their paths. */
final class SectionOrder {

    private final Map<String, Section<?, ?>> waiting = new LinkedHashMap<>();
    private final List<Section<?, ?>> ordered = new ArrayList<>();

    private SectionOrder() {}

    static List<Section<?, ?>> of(List<Section<?, ?>> sections) {
        SectionOrder order = new SectionOrder();
        sections.stream()
                .sorted(Comparator.<Section<?, ?>, Boolean>comparing(Section::isOfCache)
                        .thenComparing(Section::path))
                .forEach(section -> order.waiting.put(section.path(), section));
        while (!order.waiting.isEmpty()) {
            order.take(order.waiting.keySet().iterator().next(), List.of());
        }
        return List.copyOf(order.ordered);
    }

    private void take(String path, List<String> asking) {
        Section<?, ?> section = waiting.get(path);
        if (section == null) {
            return; // taken, or of a module that is not there
        }
        List<String> chain = new ArrayList<>(asking);
        chain.add(path);
        if (asking.contains(path)) {
            throw new ConfigurationException("sections are each applied after the other: " + String.join(", ", chain));
        }
        section.after().stream().sorted().forEach(earlier -> take(earlier, chain));
        waiting.remove(path);
        ordered.add(section);
    }
}
