package io.cachex.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import io.cachex.config.Models.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Issue 6: schema and reference are made from the model, and the documents that are shown are right. With the system property
 * {@code cachex.regenerate} the files are written anew instead.
 */
class ReferenceTest {

    private static final Path ROOT = Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
            .filter(path -> Files.exists(path.resolve("cachex-core/pom.xml")))
            .findFirst()
            .orElseThrow();

    private static final Path SCHEMA = ROOT.resolve("cachex-config/src/main/resources/cachex.schema.json");
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
    private static final Named MODULES = new Named("modules", Model.found());

    @Test
    void theSchemaIsThatOfTheModel() throws IOException {
        isAsMade(SCHEMA, new JsonSchema(MODULES.model()).text());
    }

    @Test
    void thePagesAreThoseOfTheModel() throws IOException {
        Map<String, String> pages = new ReferencePages(MODULES.model()).pages();
        for (Map.Entry<String, String> page : pages.entrySet()) {
            isAsMade(ROOT.resolve("docs").resolve(page.getKey()), page.getValue());
        }

        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("profiles-reference"))
                    .toList();
            assertThat(names).containsExactlyInAnyOrderElementsOf(pages.keySet());
        }
    }

    /** M3: what is documented, and the three documents of the requirements, are right for reader and schema. */
    @ParameterizedTest
    @MethodSource("documents")
    void documentsThatAreShownAreRight(String name, String text) {
        assertThat(MODULES.refusal(text)).as(name).isEmpty();
        List<Error> errors = SchemaTest.errors(MODULES, text);
        assertThat(errors).as(name).isEmpty();
    }

    private static Stream<org.junit.jupiter.params.provider.Arguments> documents() throws IOException {
        Map<String, String> documents = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("cachex-config/src/test/resources/profiles"))) {
            for (Path file : files.sorted().toList()) {
                documents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        for (Path page : List.of(ROOT.resolve("docs/profiles.md"), ROOT.resolve("README.md"))) {
            Matcher block = YAML.matcher(Files.readString(page));
            for (int i = 1; block.find(); i++) {
                documents.put(page.getFileName() + " " + i, block.group(1));
            }
        }
        return documents.entrySet().stream()
                .map(document ->
                        org.junit.jupiter.params.provider.Arguments.of(document.getKey(), document.getValue()));
    }

    private static void isAsMade(Path file, String made) throws IOException {
        if (Boolean.getBoolean("cachex.regenerate")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, made);
        }
        assertThat(file)
                .content()
                .as("made from the model: see the end of docs/profiles-reference.md")
                .isEqualTo(made);
    }
}
