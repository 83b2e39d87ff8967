package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import io.cachex.profile.SectionProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** All that a document may say: the sections of the modules that are there, as a tree and in their order. Immutable. */
final class Model {

    /** What stands above the caches that have a name. */
    static final String CACHES = "caches";

    /** What stands above the profiles that have a name. */
    static final String PROFILES = "profiles";

    /** What a profile says of those it builds on. */
    static final String EXTENDS = "extends";

    private final Node root = new Node("");
    private final List<Section<?, ?>> sections;

    private Model(List<Section<?, ?>> sections) {
        sections.forEach(this::add);
        withoutDeaf(root);
        this.sections = SectionOrder.of(sections);
    }

    /**
     * The sections of these providers.
     *
     * @throws ConfigurationException if they do not go together
     */
    static Model of(Iterable<SectionProvider> providers) {
        List<Section<?, ?>> all = new ArrayList<>();
        try {
            providers.forEach(provider -> all.addAll(provider.sections()));
        } catch (ServiceConfigurationError e) {
            throw new ConfigurationException("sections of profiles cannot be loaded", e);
        }
        return new Model(all);
    }

    /** The sections of the modules on the class path. */
    static Model found() {
        return of(ServiceLoader.load(SectionProvider.class));
    }

    /** All sections in the order in which they are applied. */
    List<Section<?, ?>> sections() {
        return sections;
    }

    /** What stands at the top of a document, {@code caches} and {@code profiles} excepted. */
    Node root() {
        return root;
    }

    /** What stands below {@code cache}, and below the name of each cache. */
    Node cache() {
        Node cache = root.children.get(Section.CACHE);
        return cache == null ? new Node(Section.CACHE) : cache;
    }

    private void add(Section<?, ?> section) {
        Node node = root;
        String[] names = section.path().split("\\.", -1);
        if (List.of(CACHES, PROFILES, EXTENDS).contains(names[0])) {
            throw new ConfigurationException("section " + section.path() + ": the name is taken");
        }
        for (String name : names) {
            refuseBoth(node, name, node.options.containsKey(name));
            String path = node.path.isEmpty() ? name : node.path + "." + name;
            node = node.children.computeIfAbsent(name, added -> new Node(path));
        }
        if (node.section != null) {
            throw new ConfigurationException("section " + section.path() + ": there are two of it");
        }
        node.section = section;
        for (Option<?, ?> option : section.options()) {
            refuseBoth(node, option.name(), node.children.containsKey(option.name()));
            node.options.put(option.name(), option);
        }
    }

    /** Leaves out the options that no section of the modules here would heed. */
    private static void withoutDeaf(Node node) {
        node.options
                .values()
                .removeIf(option -> option.onlyWith()
                        .filter(section -> !node.children.containsKey(section))
                        .isPresent());
        node.children.values().forEach(Model::withoutDeaf);
    }

    private static void refuseBoth(Node node, String name, boolean isTaken) {
        if (isTaken) {
            throw new ConfigurationException(
                    "section " + node.path + ": '" + name + "' is both a section and an option");
        }
    }

    /** A section, or what stands above some. */
    static final class Node {

        private final String path;
        private final Map<String, Node> children = new TreeMap<>();
        private final Map<String, Option<?, ?>> options = new HashMap<>();

        @org.jspecify.annotations.Nullable
        private Section<?, ?> section;

        Node(String path) {
            this.path = path;
        }

        /** As the model has it: {@code cache.retry} for all caches. */
        String path() {
            return path;
        }

        java.util.Optional<Section<?, ?>> section() {
            return java.util.Optional.ofNullable(section);
        }

        Map<String, Node> children() {
            return Collections.unmodifiableMap(children);
        }

        Map<String, Option<?, ?>> options() {
            return Collections.unmodifiableMap(options);
        }

        /** The keys that may stand here. */
        List<String> names() {
            List<String> names = new ArrayList<>(options.keySet());
            names.addAll(children.keySet());
            return names;
        }
    }
}
