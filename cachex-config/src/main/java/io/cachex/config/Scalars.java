package io.cachex.config;

import io.cachex.config.Item.Scalar;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/** What a scalar of a document is, by its tag or by how it is written. */
final class Scalars {

    private static final Set<String> OF_COLLECTIONS = Set.of(Tag.MAP.getValue(), Tag.SEQ.getValue(), "!");

    private Scalars() {}

    static Scalar of(ScalarEvent event, ScalarResolver resolver, Position at) {
        String tag = event.getTag()
                .filter(given -> !given.equals("!"))
                .orElseGet(() -> resolver.resolve(
                                event.getValue(), event.getImplicit().canOmitTagInPlainScalar())
                        .getValue());
        return new Scalar(event.getValue(), type(tag, at), at);
    }

    /** A key; names and numbers are the same here. */
    static String key(Item key) {
        if (key instanceof Scalar scalar && scalar.type() != Item.Type.NOTHING) {
            return scalar.text();
        }
        throw key.at().refuse("a key must be a single value, not " + key.inWords());
    }

    static void requireOwnTag(NodeEvent event, Position at) {
        Optional<String> tag =
                event instanceof CollectionStartEvent collection ? collection.getTag() : Optional.empty();
        if (tag.isPresent() && !OF_COLLECTIONS.contains(tag.get())) {
            throw at.refuse("tags are not supported");
        }
    }

    private static Item.Type type(String tag, Position at) {
        if (tag.equals(Tag.STR.getValue())
                || tag.equals(Tag.ENV_TAG.getValue())) { // ENV_TAG: a reference without quotes
            return Item.Type.TEXT;
        }
        if (tag.equals(Tag.INT.getValue())) {
            return Item.Type.WHOLE;
        }
        if (tag.equals(Tag.FLOAT.getValue())) {
            return Item.Type.NUMBER;
        }
        if (tag.equals(Tag.BOOL.getValue())) {
            return Item.Type.TRUTH;
        }
        if (tag.equals(Tag.NULL.getValue())) {
            return Item.Type.NOTHING;
        }
        throw at.refuse("tags are not supported");
    }
}
