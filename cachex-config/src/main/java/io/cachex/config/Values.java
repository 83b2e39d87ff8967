package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.config.Item.Fields;
import io.cachex.config.Item.Scalar;
import io.cachex.config.Item.Sequence;
import io.cachex.profile.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes values out of a document: of the form that their kind has, or references to what will be. */
final class Values {

    private Values() {}

    /**
     * The value as text, list or map, its references kept.
     *
     * @throws ConfigurationException if it is not of the kind, as far as it can be told now
     */
    static Object raw(Kind<?> kind, Item item, String path) {
        Object raw = written(kind, item, path);
        if (kind.secrecy() != Kind.Secrecy.NONE) {
            Secrets.requireReference(kind, (String) raw, item.at(), path);
        }
        if (!References.areIn(raw)) {
            parsed(kind, raw, item.at(), path);
        }
        return raw;
    }

    /** Refuses what is not of the kind. */
    static void parsed(Kind<?> kind, Object written, Position at, String path) {
        try {
            kind.parse(written);
        } catch (ConfigurationException e) {
            throw at.refuse(path, Refusals.words(e));
        }
    }

    private static Object written(Kind<?> kind, Item item, String path) {
        if (item instanceof Scalar scalar && isReference(scalar)) {
            return scalar.text();
        }
        return switch (kind.form()) {
            case LIST -> list(kind, item, path);
            case FLAGS -> flags(kind, item, path);
            default -> scalar(kind, item, path);
        };
    }

    private static String scalar(Kind<?> kind, Item item, String path) {
        if (!(item instanceof Scalar scalar) || scalar.type() == Item.Type.NOTHING) {
            throw item.at().refuse(path, "must be " + kind.allowed() + ", not " + item.inWords());
        }
        Kind.Form form = kind.form();
        boolean isOfForm = switch (scalar.type()) {
            case TEXT -> form == Kind.Form.TEXT || form == Kind.Form.TEXT_OR_WHOLE;
            case WHOLE -> form == Kind.Form.WHOLE || form == Kind.Form.NUMBER || form == Kind.Form.TEXT_OR_WHOLE;
            case NUMBER -> form == Kind.Form.NUMBER;
            case TRUTH -> form == Kind.Form.TRUTH;
            case NOTHING -> false;
        };
        if (isOfForm) {
            return scalar.text();
        }
        if (kind.secrecy() == Kind.Secrecy.NONE) {
            requireOtherwiseRight(kind, scalar, path);
        }
        throw scalar.at().refuse(path, "must be " + kind.allowed());
    }

    /** Tells what is wrong with the value, or that only quotes are. */
    private static void requireOtherwiseRight(Kind<?> kind, Scalar scalar, String path) {
        parsed(kind, scalar.text(), scalar.at(), path);
        String quotes = scalar.type() == Item.Type.TEXT ? " without quotes" : " in quotes";
        throw scalar.at().refuse(path, "must be " + kind.allowed() + quotes + ": " + Texts.shown(scalar.text()));
    }

    private static Object list(Kind<?> kind, Item item, String path) {
        if (!(item instanceof Sequence sequence)) {
            throw item.at().refuse(path, "must be " + kind.allowed() + ", not " + item.inWords());
        }
        List<String> texts = new ArrayList<>();
        for (Item part : sequence.items()) {
            texts.add(scalar(Kind.TEXT, part, path));
        }
        return texts;
    }

    private static Object flags(Kind<?> kind, Item item, String path) {
        if (!(item instanceof Fields fields)) {
            throw item.at().refuse(path, "must be " + kind.allowed() + ", not " + item.inWords());
        }
        Map<String, String> flags = new LinkedHashMap<>();
        fields.fields().forEach((name, field) -> {
            boolean isReference = field.item() instanceof Scalar scalar && isReference(scalar);
            String text = isReference
                    ? ((Scalar) field.item()).text()
                    : scalar(Kind.BOOLEAN, field.item(), path + "." + Texts.shown(name));
            flags.put(name, text);
        });
        return flags;
    }

    private static boolean isReference(Scalar scalar) {
        return scalar.type() == Item.Type.TEXT && References.areIn(scalar.text());
    }
}
