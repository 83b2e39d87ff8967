package io.cachex.config;

import io.cachex.config.Item.Field;
import io.cachex.config.Item.Fields;
import io.cachex.config.Item.Scalar;
import io.cachex.config.Item.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The profiles of a document, and the one that is chosen: what stands beside {@code profiles}, under the profiles that it builds
 * on, the first lowest, under its own. All profiles are checked, whichever is chosen.
 */
final class Selection {

    /** Chosen where it is there and nothing else is said. */
    private static final String DEFAULT = "default";

    private static final String NAME = "[A-Za-z0-9._-]{1,64}";

    private final String source;
    private final Layer common;
    private final Map<String, Profile> profiles = new LinkedHashMap<>();

    private Selection(String source, Model model, Fields root) {
        this.source = source;
        this.common = Collector.collect(model, root, false);
        Field field = root.fields().get(Model.PROFILES);
        if (field != null) {
            fields(field, Model.PROFILES).fields().forEach((name, profile) -> add(model, name, profile));
        }
        profiles.keySet().forEach(name -> linear(name, List.of(), new LinkedHashSet<>()));
    }

    /** The profiles of a document. */
    static Selection of(String source, Model model, Fields root) {
        return new Selection(source, model, root);
    }

    /** Which of them holds: the one that is asked for, or that of the name {@code default}; empty if there is neither. */
    Optional<String> chosen(Optional<String> wanted) {
        if (wanted.isPresent() && !profiles.containsKey(wanted.get())) {
            String name = Texts.shown(wanted.get());
            throw Position.of(source)
                    .refuse("no profile '" + name + "'" + Nearest.hint(wanted.get(), profiles.keySet()));
        }
        return wanted.or(() -> profiles.containsKey(DEFAULT) ? Optional.of(DEFAULT) : Optional.empty());
    }

    /** What holds with this profile, or with none. */
    Layer layer(Optional<String> profile) {
        Set<String> names = new LinkedHashSet<>();
        profile.ifPresent(name -> linear(name, List.of(), names));
        Layer layer = common;
        for (String name : names) {
            layer = layer.with(profile(name).layer());
        }
        return layer;
    }

    private void add(Model model, String name, Field field) {
        String path = Model.PROFILES + "." + Texts.shown(name);
        if (!name.matches(NAME)) {
            throw field.at().refuse(path, "a profile's name has 1 to 64 characters of A-Z a-z 0-9 . _ -");
        }
        Fields fields = fields(field, path);
        Field below = fields.fields().get(Model.EXTENDS);
        profiles.put(
                name, new Profile(Collector.collect(model, fields, true), below == null ? List.of() : parents(below)));
    }

    /** The profile after all that it builds on, each once. */
    private void linear(String name, List<String> asking, Set<String> order) {
        List<String> chain = new ArrayList<>(asking);
        chain.add(name);
        for (Scalar parent : profile(name).parents()) {
            if (!profiles.containsKey(parent.text())) {
                String unknown = "no profile '" + Texts.shown(parent.text()) + "'";
                throw parent.at().refuse(Model.EXTENDS, unknown + Nearest.hint(parent.text(), profiles.keySet()));
            }
            if (chain.contains(parent.text())) {
                throw parent.at()
                        .refuse(Model.EXTENDS, "a circle: " + String.join(" > ", chain) + " > " + parent.text());
            }
            linear(parent.text(), chain, order);
        }
        order.add(name);
    }

    private Profile profile(String name) {
        return Objects.requireNonNull(profiles.get(name), name);
    }

    private static List<Scalar> parents(Field field) {
        List<Item> items = field.item() instanceof Sequence sequence ? sequence.items() : List.of(field.item());
        List<Scalar> names = new ArrayList<>();
        for (Item item : items) {
            if (!(item instanceof Scalar scalar) || scalar.type() == Item.Type.NOTHING) {
                throw item.at().refuse(Model.EXTENDS, "must be a profile's name, or a list of such");
            }
            names.add(scalar);
        }
        return names;
    }

    private static Fields fields(Field field, String path) {
        if (field.item() instanceof Fields fields) {
            return fields;
        }
        if (field.item() instanceof Scalar scalar && scalar.type() == Item.Type.NOTHING) {
            return new Fields(Map.of(), 1, scalar.at());
        }
        throw field.item()
                .at()
                .refuse(path, "must be keys with values, not " + field.item().inWords());
    }

    /** A profile by itself, and the names of those that it builds on. */
    private record Profile(Layer layer, List<Scalar> parents) {}
}
