package io.cachex.coretests.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The public API changes on purpose only. What it was when somebody last said so stands in {@code public-api.txt}, in the
 * test resources; this writes it anew:
 *
 * <pre>{@code mvn -q -Dquick test -pl cachex-core-tests -am -Dtest=PublicApiTest -Dapi.accept}</pre>
 */
class PublicApiTest {

    private static final Path ACCEPTED = Sources.root().resolve("cachex-core-tests/src/test/resources/public-api.txt");
    private static final String TITLE = "# What users of CacheX can see. Written by PublicApiTest with -Dapi.accept.";

    /** Issue 6: a change against the last landed version of the API is noticed. */
    @Test
    void isWhatItWasWhenItWasLastAccepted() throws IOException {
        List<String> now = api();
        if (System.getProperty("api.accept") != null) {
            Files.writeString(ACCEPTED, String.join("\n", now) + '\n');
        }

        List<String> accepted = Files.readAllLines(ACCEPTED);

        assertThat(without(accepted, now))
                .as("gone or changed: callers of these do not compile any more")
                .isEmpty();
        assertThat(without(now, accepted))
                .as("new: if it is meant so, run this test with -Dapi.accept")
                .isEmpty();
    }

    /** The check is worth nothing if it cannot tell one from the other. */
    @Test
    void aTypeIsToldInFull() {
        assertThat(ApiText.of(Example.class))
                .containsExactly(
                        "abstract static class " + Example.class.getName()
                                + "<T extends Number> is java.util.function.Supplier<T>",
                        "  <R extends Exception> T? one(java.util.List<? extends T>, R?) throws R",
                        "  new(int)",
                        "  protected abstract void two()",
                        "  static int THREE");
        assertThat(without(List.of("class A", "  int one()"), List.of("class A", "  long one()")))
                .containsExactly("class A:   int one()");
        assertThat(without(List.of("class A", "  int one()"), List.of("class B", "  int one()")))
                .containsExactly("class A", "class A:   int one()");
    }

    /** The lines of the one that are not in the other, with the type that they belong to. */
    private static List<String> without(List<String> these, List<String> those) {
        Set<String> left = withTypes(these);
        left.removeAll(withTypes(those));
        return List.copyOf(left);
    }

    private static Set<String> withTypes(List<String> lines) {
        Set<String> full = new LinkedHashSet<>();
        String type = "";
        for (String line : lines) {
            if (line.startsWith(" ")) {
                full.add(type + ": " + line);
            } else {
                type = line;
                full.add(line);
            }
        }
        return full;
    }

    private static List<String> api() {
        List<String> lines = new ArrayList<>();
        lines.add(TITLE);
        new ClassFileImporter()
                .withImportOption(location -> !location.contains(Sources.tests())).importPackages("io.cachex").stream()
                        .map(JavaClass::getName)
                        .sorted()
                        .flatMap(PublicApiTest::exported)
                        .forEach(type -> {
                            lines.add("");
                            lines.addAll(ApiText.of(type));
                        });
        return lines;
    }

    private static Stream<Class<?>> exported(String name) {
        try {
            Class<?> type = Class.forName(name, false, PublicApiTest.class.getClassLoader());
            return ApiText.isExported(type) ? Stream.of(type) : Stream.empty();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Stands for a type of the API. */
    public abstract static class Example<T extends Number> implements Supplier<T> {

        public static final int THREE = 3;

        int hidden;

        public Example(int hidden) {
            this.hidden = hidden;
        }

        public <R extends Exception> @Nullable T one(List<? extends T> list, @Nullable R failure) throws R {
            if (failure != null) {
                throw failure;
            }
            return list.get(hidden);
        }

        protected abstract void two();

        void alsoHidden() {}
    }
}
