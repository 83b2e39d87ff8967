package io.cachex.observability;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from an expression of Prometheus which metrics it asks for, and by which labels. */
final class PromQl {

    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern MATCHERS = Pattern.compile("([a-zA-Z_:][\\w:]*)?\\s*\\{([^}]*)}");
    private static final Pattern WORD = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*");
    private static final Pattern KEY = Pattern.compile("([a-zA-Z_]\\w*)\\s*(?:=~|!~|!=|=)");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    private PromQl() {}

    /** The metrics' names. */
    static Set<String> metrics(String expression) {
        String rest = STRING.matcher(expression).replaceAll("\"\"");
        rest = RANGE.matcher(rest).replaceAll(" ");
        rest = GROUPING.matcher(rest).replaceAll(" ");
        rest = rest.replaceAll("\\{[^}]*}", " {} ");
        Set<String> names = new TreeSet<>();
        for (Matcher word = WORD.matcher(rest); word.find(); ) {
            boolean isFunction = rest.substring(word.end()).stripLeading().startsWith("(");
            if (!isFunction && !WORDS.contains(word.group())) {
                names.add(word.group());
            }
        }
        return names;
    }

    /** The labels that are matched or grouped by, wherever. */
    static Set<String> labels(String expression) {
        String rest = STRING.matcher(expression).replaceAll("\"\"");
        Set<String> labels = new TreeSet<>();
        for (Matcher grouping = GROUPING.matcher(rest); grouping.find(); ) {
            for (String label : grouping.group(1).split(",")) {
                labels.add(label.strip());
            }
        }
        for (Matcher matchers = MATCHERS.matcher(rest); matchers.find(); ) {
            for (Matcher key = KEY.matcher(matchers.group(2)); key.find(); ) {
                labels.add(key.group(1));
            }
        }
        return labels;
    }
}
