package io.cachex.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.CacheBuilder;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation shows only code that is compiled, links that lead somewhere, and commands that can be run. */
class DocumentationTest {

    private static final Path ROOT = root();
    /** The code of the documentation, and that of other libraries where pages tell how to come from them. */
    private static final List<Path> COMPILED = List.of(
            ROOT.resolve("cachex-examples/src"),
            ROOT.resolve("cachex-spring-boot-example/src"),
            ROOT.resolve("cachex-benchmarks/src/test/java/io/cachex/benchmarks/before"));

    private static final Set<String> NO_SOURCES = Set.of("target", ".git", ".idea", "node_modules");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```java\\n(.*?)^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\\n]*`");
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|`)(mvn [^`\\n]*)");
    private static final Pattern PROJECTS = Pattern.compile("(?:-pl|--projects)[ =](\\S+)");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

    @Test
    void everyJavaBlockIsAnExcerptOfACompiledExample() {
        List<String> sources = files(".java").stream()
                .filter(path -> COMPILED.stream().anyMatch(path::startsWith))
                .map(DocumentationTest::text)
                .toList();
        List<String> invented = new ArrayList<>();
        int blocks = 0;
        for (Path page : pages()) {
            for (Matcher fence = FENCE.matcher(text(page)); fence.find(); blocks++) {
                String block = fence.group(1);
                if (sources.stream().noneMatch(source -> isExcerpt(block, source))) {
                    invented.add(ROOT.relativize(page) + ":\n" + block);
                }
            }
        }

        assertThat(blocks).as("Java blocks").isPositive();
        assertThat(invented).as("blocks that no compiled source contains").isEmpty();
    }

    @Test
    void noticesAnInventedLine() {
        String source =
                "class A {\n    int one() {\n        return 1;\n    }\n\n    int two() {\n        return 2;\n    }\n}";

        assertThat(isExcerpt("int one() {\n    return 1;\n}", source)).isTrue();
        assertThat(isExcerpt("int one() {\n    // ...\n    return 2;", source)).isTrue();
        assertThat(isExcerpt("int one() {\n    return 2;\n}", source)).isFalse();
        assertThat(isExcerpt("int one() {\n    return 1;\n    // ...\n    return 1;", source))
                .isFalse();
        assertThat(isExcerpt("int one() {\n    log();\n    return 1;\n}", source))
                .isFalse();
        assertThat(isExcerpt("t one() {", source)).as("half a word").isFalse();
        assertThat(isExcerpt("int one()\n    { return 1; }", source))
                .as("another format")
                .isTrue();
        assertThat(isExcerpt("intone() {", source)).as("other words").isFalse();
        assertThat(isExcerpt("// ...\n", source)).as("nothing but an omission").isFalse();
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path page : files(".md")) {
            for (Matcher link = LINK.matcher(CODE.matcher(text(page)).replaceAll("")); link.find(); ) {
                if (!leadsSomewhere(page, link.group(1))) {
                    broken.add(ROOT.relativize(page) + " -> " + link.group(1));
                }
            }
        }

        assertThat(broken).as("broken links").isEmpty();
    }

    @Test
    void noticesABrokenLink() {
        Path readme = ROOT.resolve("README.md");

        assertThat(leadsSomewhere(readme, "LICENSE")).isTrue();
        assertThat(leadsSomewhere(readme, "no-such-page.md")).isFalse();
        assertThat(leadsSomewhere(readme, "CONTRIBUTING.md#build-and-test")).isTrue();
        assertThat(leadsSomewhere(readme, "CONTRIBUTING.md#no-such-heading")).isFalse();
    }

    @Test
    void everyCommandOfTheReadmeNamesModulesThatExist() {
        Set<String> modules = all(MODULE, text(ROOT.resolve("pom.xml")));
        List<String> commands = new ArrayList<>();
        for (Matcher command = COMMAND.matcher(text(ROOT.resolve("README.md"))); command.find(); ) {
            commands.add(command.group(1));
        }

        assertThat(commands).as("commands").isNotEmpty();
        for (String command : commands) {
            for (Matcher projects = PROJECTS.matcher(command); projects.find(); ) {
                assertThat(modules).as(command).contains(projects.group(1).split(","));
            }
        }
    }

    @Test
    void theReadmeNamesTheVersionOfTheProject() {
        Matcher project = VERSION.matcher(text(ROOT.resolve("pom.xml")));
        assertThat(project.find()).isTrue();

        assertThat(all(VERSION, text(ROOT.resolve("README.md")))).containsExactly(project.group(1));
    }

    @Test
    void everyOptionOfTheBuilderIsExplained() {
        String page = text(ROOT.resolve("docs/configuration.md"));
        Set<String> options = Arrays.stream(CacheBuilder.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(options)
                .filteredOn(option -> !page.contains('`' + option))
                .as("not explained")
                .isEmpty();
        assertThat(all(Pattern.compile("(?m)^\\| `(\\w+)"), page))
                .as("explained but gone")
                .isSubsetOf(options);
    }

    @Test
    void pagesAreShort() {
        Map<String, Long> tooLong = new TreeMap<>();
        for (Path page : files(".md", path -> path.startsWith(ROOT.resolve("docs")))) {
            long lines = text(page).lines().count();
            if (lines > 130) {
                tooLong.put(ROOT.relativize(page).toString(), lines);
            }
        }

        assertThat(tooLong).as("pages of more than 130 lines").isEmpty();
    }

    /** Whether the block's chunks, between lines of {@code // ...}, stand in the source one after the other. */
    private static boolean isExcerpt(String block, String source) {
        String words = words(source);
        int from = 0;
        for (String chunk : block.split("(?m)^\\s*// \\.\\.\\.\\s*$")) {
            if (!chunk.isBlank()) {
                Matcher found = Pattern.compile(whole(words(chunk))).matcher(words);
                if (!found.find(from)) {
                    return false;
                }
                from = found.end();
            }
        }
        return from > 0;
    }

    /** The text without the white space that the format decides on: what is left of it parts two words. */
    private static String words(String text) {
        return text.strip().replaceAll("\\s+", " ").replaceAll(" ?([^\\w ]) ?", "$1");
    }

    /** Finds the text, but not in the middle of a word. */
    private static String whole(String text) {
        return (text.matches("(?s)\\w.*") ? "\\b" : "")
                + Pattern.quote(text)
                + (text.matches("(?s).*\\w") ? "\\b" : "");
    }

    private static boolean leadsSomewhere(Path page, String link) {
        if (link.matches("[a-z]+:.*")) {
            return true; // elsewhere, and not to be asked for by a test
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || text(target).lines().anyMatch(line -> isHeading(line, parts[1]));
    }

    private static boolean isHeading(String line, String anchor) {
        return line.startsWith("#")
                && line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-')
                        .equals(anchor);
    }

    private static List<Path> pages() {
        Path docs = ROOT.resolve("docs");
        return files(".md", path -> path.startsWith(docs) || path.equals(ROOT.resolve("README.md")));
    }

    private static List<Path> files(String end) {
        return files(end, path -> true);
    }

    private static List<Path> files(String end, Predicate<Path> choice) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean skipped =
                            NO_SOURCES.contains(directory.getFileName().toString());
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(end) && choice.test(file)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(found).as("files *" + end).isNotEmpty();
        return found;
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }

    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                .filter(path -> Files.exists(path.resolve("cachex-core/pom.xml")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not run inside the project"));
    }
}
