package io.cachex.config;

import io.cachex.config.Reload.Change;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import java.util.List;
import java.util.Map;

/** What holds, as a YAML document with where each value comes from; without the defaults it could be loaded again. */
final class Description {

    private final Model model;
    private final Document document;
    private final StringBuilder text = new StringBuilder();

    Description(Model model, Document document) {
        this.model = model;
        this.document = document;
    }

    /** @param kept what the document says and does not run */
    String text(List<Change> kept) {
        text.append("# ").append(document.source());
        document.profile().ifPresent(profile -> text.append(", profile ").append(profile));
        text.append('\n');
        kept.forEach(change ->
                text.append("# only when opened again: ").append(change).append('\n'));
        model.root().children().forEach((name, node) -> node(node, name, name, "", true));
        if (!document.caches().isEmpty()) {
            text.append(Model.CACHES).append(":\n");
            for (String cache : document.caches()) {
                int before = text.length();
                node(model.cache(), cache, Model.CACHES + "." + cache, "  ", false);
                if (text.length() == before) {
                    text.append("  ").append(name(cache)).append(": {}\n");
                }
            }
        }
        return text.toString();
    }

    /** @param hasDefaults whether options that are not set are shown as well */
    private void node(Model.Node node, String name, String path, String indent, boolean hasDefaults) {
        int before = text.length();
        text.append(indent).append(name(name)).append(":\n");
        int start = text.length();
        node.section()
                .filter(section -> isThere(section, path, hasDefaults))
                .ifPresent(section -> options(section, path, indent + "  ", hasDefaults));
        node.children().forEach((key, child) -> node(child, key, path + "." + key, indent + "  ", hasDefaults));
        if (text.length() == start) {
            text.setLength(before); // nothing of it is there
        }
    }

    private boolean isThere(Section<?, ?> section, String path, boolean hasDefaults) {
        boolean isSet = section.options().stream()
                .anyMatch(option -> document.settings().containsKey(path + "." + option.name()));
        return isSet || document.has(path) || (hasDefaults && section.isAlways());
    }

    private void options(Section<?, ?> section, String path, String indent, boolean hasDefaults) {
        for (Option<?, ?> option : section.options()) {
            Setting setting = document.settings().get(path + "." + option.name());
            if (setting != null) {
                String value = value(document.resolved(setting).shown(), option.kind());
                line(indent + option.name() + ": " + value, setting.at().toString());
            } else if (hasDefaults && option.standard().isPresent()) {
                line(indent + option.name() + ": " + value(option.standard().get(), option.kind()), "default");
            } else if (hasDefaults) {
                String words = option.standardInWords();
                line(indent + "# " + option.name() + ": " + (words.isEmpty() ? "none" : words), "default");
            }
        }
    }

    private void line(String what, String origin) {
        text.append(what).append("  # ").append(origin).append('\n');
    }

    private static String value(Object value, Kind<?> kind) {
        if (value instanceof List<?> list) {
            List<String> items =
                    list.stream().map(item -> scalar((String) item)).toList();
            return "[" + String.join(", ", items) + "]";
        }
        if (value instanceof Map<?, ?> map) {
            List<String> flags = map.entrySet().stream()
                    .map(flag -> name((String) flag.getKey()) + ": " + flag(String.valueOf(flag.getValue())))
                    .toList();
            return "{" + String.join(", ", flags) + "}";
        }
        String written = (String) value;
        boolean isBare = switch (kind.form()) {
            case WHOLE, NUMBER, TRUTH -> !References.areIn(written);
            case TEXT_OR_WHOLE -> written.matches("[0-9]+");
            default -> false;
        };
        return isBare ? written : scalar(written);
    }

    private static String flag(String written) {
        return References.areIn(written) ? scalar(written) : written;
    }

    /** Without quotes where YAML has no other idea of it. */
    private static String scalar(String written) {
        boolean isPlain = written.matches("[A-Za-z/_][A-Za-z0-9_./-]*|[0-9]+[A-Za-z]+|P[A-Z0-9.]+")
                && !written.matches("(?i)true|false|null|yes|no|on|off|[0-9]+e[0-9]*|0[xob].*");
        return isPlain ? written : Json.quoted(written);
    }

    private static String name(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_-]*") ? scalar(name) : Json.quoted(name);
    }
}
