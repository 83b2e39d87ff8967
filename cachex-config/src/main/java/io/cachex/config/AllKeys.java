package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.config.Item.Field;
import io.cachex.config.Item.Fields;
import io.cachex.profile.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The keys that there are with all modules of CacheX, as the schema in the jar has them. Only read when a key is not known, to
 * tell a mistake from a module that is missing.
 */
final class AllKeys {

    private static final String SCHEMA = "/cachex.schema.json";

    private AllKeys() {}

    /** Whether the key is known where all modules are; not if that cannot be told. */
    static boolean has(String path) {
        String[] names = path.split("\\.", -1);
        boolean isNamed = names[0].equals(Model.CACHES) && names.length > 2;
        try (InputStream stream = AllKeys.class.getResourceAsStream(SCHEMA)) {
            if (stream == null) {
                return false;
            }
            // JSON is YAML
            Fields schema = YamlReader.read(SCHEMA, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            boolean isOfCache = isNamed || names[0].equals(Section.CACHE);
            Fields at = isOfCache ? below(below(schema, "$defs"), Section.CACHE) : schema;
            for (int i = isNamed ? 2 : isOfCache ? 1 : 0; i < names.length; i++) {
                at = below(below(at, "properties"), names[i]);
            }
            return !at.fields().isEmpty(); // the schema of a key is never empty
        } catch (IOException | ConfigurationException e) {
            return false;
        }
    }

    private static final Fields NOTHING = new Fields(java.util.Map.of(), 1, Position.of(SCHEMA));

    private static Fields below(Fields fields, String key) {
        Field field = fields.fields().get(key);
        return field != null && field.item() instanceof Fields inner ? inner : NOTHING;
    }
}
