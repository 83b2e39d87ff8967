package io.cachex.config;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.codec.BytesCodec;
import io.cachex.config.Item.Field;
import io.cachex.config.Item.Fields;
import io.cachex.config.Item.Scalar;
import io.cachex.profile.Option;
import java.util.Optional;

/**
 * Makes a {@link Layer} of a part of a document, and refuses what the model does not know: keys, and values that are not of
 * their option's kind.
 */
final class Collector {

    private final Model model;
    private final Layer layer = new Layer();

    private Collector(Model model) {
        this.model = model;
    }

    /**
     * The settings of a document, or of one of its profiles.
     *
     * @param isProfile whether it may say which profiles it builds on, and have none below it
     */
    static Layer collect(Model model, Fields fields, boolean isProfile) {
        Collector collector = new Collector(model);
        fields.fields().forEach((name, field) -> {
            boolean isOther = name.equals(isProfile ? Model.EXTENDS : Model.PROFILES);
            if (name.equals(Model.CACHES)) {
                collector.caches(field);
            } else if (!isOther) {
                collector.key(model.root(), "", name, field);
            }
        });
        return collector.layer;
    }

    private void caches(Field field) {
        section(field, Model.CACHES)
                .ifPresent(fields -> fields.fields().forEach((name, cache) -> {
                    requireName(name, cache.at());
                    String path = Model.CACHES + "." + name;
                    layer.caches.add(name);
                    layer.sections.put(path, cache.at());
                    section(cache, path).ifPresent(keys -> below(model.cache(), path, keys));
                }));
    }

    private static void requireName(String name, Position at) {
        try {
            Cache.builder(name, BytesCodec.of());
        } catch (ConfigurationException e) {
            throw at.refuse(Model.CACHES, Refusals.words(e));
        }
    }

    private void below(Model.Node node, String path, Fields fields) {
        fields.fields().forEach((name, field) -> key(node, path, name, field));
    }

    private void key(Model.Node node, String above, String name, Field field) {
        String path = above.isEmpty() ? name : above + "." + name;
        Option<?, ?> option = node.options().get(name);
        Model.Node child = node.children().get(name);
        if (option != null) {
            Object raw = Values.raw(option.kind(), field.item(), path);
            layer.settings.put(path, new Setting(path, option, raw, field.item().at(), false));
        } else if (child != null) {
            layer.sections.put(path, field.at());
            section(field, path).ifPresent(fields -> below(child, path, fields));
        } else {
            String why = AllKeys.has(path) ? "; its module is not on the class path" : hint(node, above, name);
            throw field.at().refuse(Texts.shown(path), "no such key" + why);
        }
    }

    private static String hint(Model.Node node, String above, String name) {
        if (!above.isEmpty()) {
            return Nearest.hint(name, node.names());
        }
        java.util.List<String> names = new java.util.ArrayList<>(node.names());
        names.add(Model.CACHES);
        names.add(Model.PROFILES);
        return Nearest.hint(name, names);
    }

    /** The keys of a section; empty if it has none. */
    private static Optional<Fields> section(Field field, String path) {
        if (field.item() instanceof Scalar scalar && scalar.type() == Item.Type.NOTHING) {
            return Optional.empty();
        }
        if (field.item() instanceof Fields fields) {
            return Optional.of(fields);
        }
        throw field.item()
                .at()
                .refuse(path, "must be keys with values, not " + field.item().inWords());
    }
}
