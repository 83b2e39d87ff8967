package io.cachex.config;

import io.cachex.profile.Option;
import io.cachex.profile.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The reference of profiles as Markdown, made from the model: an index, and pages that are not too long. */
final class ReferencePages {

    static final String INDEX = "profiles-reference.md";

    private static final int MOST_LINES = 120;
    private static final String MADE = "<!-- Made from the model: see the end of profiles-reference.md. -->\n";

    private final Model model;

    ReferencePages(Model model) {
        this.model = model;
    }

    /** The pages by their names. */
    Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        Map<String, String> places = new LinkedHashMap<>();
        add(true, "profiles-reference-cache", "Profiles: sections of a cache", pages, places);
        add(false, "profiles-reference-process", "Profiles: sections of the process", pages, places);
        pages.put(INDEX, index(places));
        return pages;
    }

    private void add(
            boolean isOfCache, String name, String title, Map<String, String> pages, Map<String, String> places) {
        List<StringBuilder> texts = new ArrayList<>();
        for (Section<?, ?> section : byPath()) {
            if (section.isOfCache() == isOfCache && !section.options().isEmpty()) {
                String text = text(section);
                boolean isFull =
                        !texts.isEmpty() && lines(texts.get(texts.size() - 1).toString()) + lines(text) > MOST_LINES;
                if (texts.isEmpty() || isFull) {
                    texts.add(head(title, texts.size()));
                }
                texts.get(texts.size() - 1).append(text);
                places.put(section.path(), page(name, texts.size() - 1) + "#" + anchor(section.path()));
            }
        }
        for (int i = 0; i < texts.size(); i++) {
            pages.put(page(name, i), texts.get(i).toString());
        }
    }

    private static StringBuilder head(String title, int number) {
        return new StringBuilder("# " + title + (number == 0 ? "" : ", page " + (number + 1)) + "\n\n" + MADE
                + "[All sections](profiles-reference.md), [what a profile is](profiles.md). \"run time\": whether reading"
                + " the document again changes it.\n");
    }

    private static String page(String name, int number) {
        return name + (number == 0 ? "" : "-" + (number + 1)) + ".md";
    }

    private List<Section<?, ?>> byPath() {
        return model.sections().stream()
                .sorted((a, b) -> a.path().compareTo(b.path()))
                .toList();
    }

    private static String text(Section<?, ?> section) {
        StringBuilder text = new StringBuilder("\n## " + section.path() + "\n\n");
        text.append(section.meaning());
        if (section.isAlways()) {
            text.append(section.meaning().isEmpty() ? "" : " ")
                    .append("Holds also where the document does not have it.");
        }
        text.append(section.meaning().isEmpty() && !section.isAlways() ? "" : "\n\n");
        text.append("| key | type | default | range | meaning | run time |\n|---|---|---|---|---|---|\n");
        for (Option<?, ?> option : section.options()) {
            text.append("| `").append(option.name()).append("` | ");
            text.append(cell(option.kind().name())).append(" | ");
            text.append(cell(standard(option))).append(" | ");
            text.append(cell(option.rangeInWords())).append(" | ");
            text.append(cell(option.meaning())).append(" | ");
            text.append(option.isChangeable() ? "yes" : "no").append(" |\n");
        }
        return text.toString();
    }

    private static String standard(Option<?, ?> option) {
        String words = option.standardInWords();
        if (words.isEmpty()) {
            return "none";
        }
        return option.standard()
                .filter(words::equals)
                .map(value -> "`" + value + "`")
                .orElse(words);
    }

    private static String cell(String words) {
        return words.isEmpty() ? "any" : words.replace("|", "\\|");
    }

    private String index(Map<String, String> places) {
        StringBuilder text = new StringBuilder("# Profiles: the reference\n\n");
        text.append("""
                Every key that a [profile](profiles.md) may have, made from the model that reads it. A section below `cache`
                holds for all caches; the same keys below `caches.NAME` hold for one.

                | section | options | run time |
                |---|---|---|
                """);
        for (Section<?, ?> section : byPath()) {
            String place = places.get(section.path());
            if (place != null) {
                long changeable =
                        section.options().stream().filter(Option::isChangeable).count();
                String changes = changeable == 0
                        ? "no"
                        : changeable == section.options().size() ? "yes" : changeable + " of them";
                text.append("| [`")
                        .append(section.path())
                        .append("`](")
                        .append(place)
                        .append(") | ");
                text.append(section.options().size())
                        .append(" | ")
                        .append(changes)
                        .append(" |\n");
            }
        }
        return text.append("""

                        ## How values are written

                        | type | written as |
                        |---|---|
                        | duration | `250ms`, `30s`, `5m`, `1h`, `7d`, or ISO-8601 such as `PT1M30S` |
                        | size | `64MB`, `512KB`, `1GB`, `100B` (powers of 1,024), or a number of bytes |
                        | whole number, number, true or false | without quotes |
                        | text, address | with or without quotes; a password in an address only as a reference |
                        | secret | only as a reference: `${PASSWORD}` |
                        | list of texts | `[a, b]`; in the environment `a,b` |
                        | names with true or false | `{email: true}`; in the environment `email=true` |

                        These pages and `cachex.schema.json` are made anew by
                        `mvn -q -Dquick test -pl cachex-config -am -Dtest=ReferenceTest -Dcachex.regenerate=true`.
                        """).toString();
    }

    private static int lines(String text) {
        return (int) text.lines().count();
    }

    private static String anchor(String path) {
        return path.toLowerCase(Locale.ROOT).replace(".", "");
    }
}
