package io.cachex.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References to variables of the environment, {@code ${NAME}} and {@code ${NAME:default}}, anywhere in a text; a second dollar
 * sign before the first makes plain text of it. A variable that is empty counts as one that is not set.
 */
final class References {

    /** A reference, or what only looks like the start of one. */
    private static final Pattern PATTERN = Pattern.compile("\\$(\\$)?\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\\})?");

    private References() {}

    /** Whether there is a reference in a text, or in one of many, or something that looks like it. */
    static boolean areIn(Object raw) {
        if (raw instanceof List<?> list) {
            return list.stream().anyMatch(References::areIn);
        }
        if (raw instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(References::areIn);
        }
        return ((String) raw).contains("${");
    }

    /** Whether a text is nothing but one reference without a default. */
    static boolean isOneWithoutDefault(String raw) {
        Matcher matcher = PATTERN.matcher(raw);
        return matcher.matches() && matcher.group(1) == null && matcher.group(2) != null && matcher.group(3) == null;
    }

    /** The text with nothing in the place of each reference but its default. */
    static String onlyDefaults(String raw) {
        return PATTERN.matcher(raw)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(3) == null ? "" : found.group(3)));
    }

    /**
     * The value with its references resolved.
     *
     * @throws io.cachex.ConfigurationException if a variable without a default is not set
     */
    static Resolved resolve(Setting setting, Map<String, String> environment) {
        List<String> found = new ArrayList<>();
        UnaryOperator<String> resolving = text -> resolved(text, setting, environment, found);
        if (setting.raw() instanceof List<?> list) {
            List<String> texts = new ArrayList<>();
            list.forEach(text -> texts.add(resolving.apply((String) text)));
            return new Resolved(setting, texts, found);
        }
        if (setting.raw() instanceof Map<?, ?> map) {
            Map<String, String> texts = new LinkedHashMap<>();
            map.forEach((name, text) -> texts.put((String) name, resolving.apply((String) text)));
            return new Resolved(setting, texts, found);
        }
        return new Resolved(setting, resolving.apply((String) setting.raw()), found);
    }

    private static String resolved(String text, Setting setting, Map<String, String> environment, List<String> found) {
        StringBuilder resolved = new StringBuilder();
        Matcher matcher = PATTERN.matcher(text);
        while (matcher.find()) {
            String value = value(matcher, setting, environment, found);
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(resolved).toString();
    }

    private static String value(Matcher matcher, Setting setting, Map<String, String> environment, List<String> found) {
        if (matcher.group(1) != null) {
            return matcher.group().substring(1);
        }
        String variable = matcher.group(2);
        if (variable == null) {
            throw setting.at().refuse(setting.path(), "a reference is written ${NAME} or ${NAME:default}");
        }
        String value = environment.getOrDefault(variable, "");
        if (!value.isEmpty()) {
            found.add(value);
            return value;
        }
        if (matcher.group(3) == null) {
            throw setting.at()
                    .refuse(setting.path(), "the environment variable " + variable + " is not set, and has no default");
        }
        return matcher.group(3);
    }
}
