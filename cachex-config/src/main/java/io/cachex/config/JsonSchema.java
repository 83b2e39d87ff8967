package io.cachex.config;

import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON Schema (2020-12) of what a {@link Model} allows, for editors. */
final class JsonSchema {

    private static final String REFERENCE = "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:[^}]*)?\\}";
    private static final String CACHE_NAME = "^[A-Za-z0-9._-]{1,64}$";

    private final Model model;

    JsonSchema(Model model) {
        this.model = model;
    }

    String text() {
        Map<String, Object> definitions = new LinkedHashMap<>();
        definitions.put("cache", node(model.cache()));
        definitions.put("profile", object(top(true)));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "CacheX profiles");
        schema.putAll(object(top(false)));
        schema.put("$defs", definitions);
        return Json.text(schema);
    }

    /** What stands at the top of a document, or of one of its profiles. */
    private Map<String, Object> top(boolean isProfile) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(Section.CACHE, Map.of("$ref", "#/$defs/cache"));
        keys.put(Model.CACHES, map("Caches by their names.", CACHE_NAME, "#/$defs/cache"));
        if (isProfile) {
            Map<String, Object> name = Map.of("type", "string");
            keys.put(Model.EXTENDS, Map.of("anyOf", List.of(name, ordered("type", "array", "items", name))));
        } else {
            keys.put(Model.PROFILES, map("Profiles by their names; one of them holds.", CACHE_NAME, "#/$defs/profile"));
        }
        model.root().children().forEach((name, node) -> {
            if (!name.equals(Section.CACHE)) {
                keys.put(name, node(node));
            }
        });
        return keys;
    }

    private static Map<String, Object> map(String description, String name, String reference) {
        return ordered(
                "description",
                description,
                "type",
                List.of("object", "null"),
                "propertyNames",
                Map.of("pattern", name),
                "additionalProperties",
                Map.of("$ref", reference));
    }

    private Map<String, Object> node(Model.Node node) {
        Map<String, Object> keys = new LinkedHashMap<>();
        node.section()
                .ifPresent(section -> section.options().forEach(option -> keys.put(option.name(), option(option))));
        new TreeMap<>(node.children()).forEach((name, child) -> keys.put(name, node(child)));
        Map<String, Object> schema = new LinkedHashMap<>();
        node.section().map(Section::meaning).filter(text -> !text.isEmpty()).ifPresent(text -> {
            schema.put("description", text);
        });
        schema.putAll(object(keys));
        return schema;
    }

    private static Map<String, Object> object(Map<String, Object> keys) {
        return ordered("type", List.of("object", "null"), "properties", keys, "additionalProperties", false);
    }

    private static Map<String, Object> option(Option<?, ?> option) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", description(option));
        schema.putAll(values(option));
        return schema;
    }

    private static String description(Option<?, ?> option) {
        StringBuilder text = new StringBuilder(option.meaning());
        append(text, ". Default: ", option.standardInWords());
        append(text, ". Range: ", option.rangeInWords());
        return text.append(option.isChangeable() ? ". Can be changed at run time." : ".")
                .toString();
    }

    private static void append(StringBuilder text, String label, String words) {
        if (!words.isEmpty()) {
            text.append(label).append(words);
        }
    }

    /** The values of an option, or references: alone where it takes no text, within one where it does. */
    private static Map<String, Object> values(Option<?, ?> option) {
        Kind<?> kind = option.kind();
        if (kind.secrecy() == Kind.Secrecy.ALL) {
            return ordered("type", "string", "pattern", "^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$");
        }
        Map<String, Object> reference = ordered("type", "string", "pattern", REFERENCE);
        Map<String, Object> schema = option.schema();
        if (kind.form() == Kind.Form.FLAGS) {
            Map<String, Object> flag = Map.of("anyOf", List.of(Map.of("type", "boolean"), reference));
            schema = ordered("type", "object", "additionalProperties", flag);
        }
        return Map.of("anyOf", List.of(sorted(schema), reference));
    }

    private static Map<String, Object> sorted(Map<String, Object> schema) {
        return new TreeMap<>(schema).descendingMap(); // "type" before "pattern", always the same
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
