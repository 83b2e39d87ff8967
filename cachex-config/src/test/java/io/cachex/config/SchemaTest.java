package io.cachex.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.cachex.ConfigurationException;
import io.cachex.config.Models.Named;
import io.cachex.config.Models.Place;
import io.cachex.profile.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** M3: the JSON Schema and the reader come from one model, and agree on every option. */
class SchemaTest {

    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    static List<Error> errors(Named named, String text) {
        return SCHEMAS.computeIfAbsent(
                        named.name(),
                        name -> SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                .getSchema(new JsonSchema(named.model()).text(), InputFormat.JSON))
                .validate(text, InputFormat.YAML);
    }

    private static Stream<Place> options() {
        return Models.options();
    }

    /** Issue 6: a value of the wrong type at each key is refused by both, with position and path. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void refuseValuesOfAnotherType(Place place) {
        for (String wrong : wrong(place.option().kind())) {
            String text = place.document(wrong);
            Optional<ConfigurationException> refusal = place.named().refusal(text);

            assertThat(refusal).as(text).isPresent();
            assertThat(refusal.get().getMessage())
                    .as(text)
                    .startsWith("production.yaml:" + refusal.get().line() + ":")
                    .contains(": " + place.path());
            assertThat(refusal.get().line()).as(text).isPositive();
            assertThat(errors(place.named(), text)).as("the schema, of " + text).isNotEmpty();
        }
    }

    /** M1, M3: what the reference calls the default may as well be written. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void takeTheDefault(Place place) {
        place.option().standard().ifPresent(standard -> {
            String text = place.document(standard);

            assertThat(refusalOfIt(place, text)).as(text).isEmpty();
            assertThat(errors(place.named(), text)).as(text).isEmpty();
        });
    }

    /** What is refused of the option itself: some want others beside them. */
    private static Optional<String> refusalOfIt(Place place, String text) {
        return place.named()
                .refusal(text)
                .map(ConfigurationException::getMessage)
                .filter(message -> message.contains(": " + place.path() + ": "));
    }

    /** The limits that the schema has are those of the setters. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void refuseWhatIsBeyondTheLimits(Place place) {
        Map<String, Object> schema = place.option().schema();
        boolean isWhole = place.option().kind().form() != Kind.Form.NUMBER;
        for (String limit : List.of("minimum", "maximum", "exclusiveMinimum")) {
            if (schema.get(limit) instanceof Number number) {
                String beyond = beyond(number, limit, isWhole);
                String text = place.document(beyond);

                assertThat(place.named().refusal(text)).as(text).isPresent();
                assertThat(errors(place.named(), text)).as(text).isNotEmpty();
            }
        }
    }

    /** M2: a reference may stand wherever a value may. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void takeReferences(Place place) {
        assertThat(errors(place.named(), place.document("\"${VARIABLE}\""))).isEmpty();
        if (place.option().kind().secrecy() != Kind.Secrecy.ALL) {
            place.option().standard().ifPresent(standard -> {
                String text = place.document("\"${NOT_SET:" + standard.replace("\"", "") + "}\"");

                assertThat(refusalOfIt(place, text)).as(text).isEmpty();
                assertThat(errors(place.named(), text)).as(text).isEmpty();
            });
        }
    }

    /** What is wrong with a document as a whole. */
    @ParameterizedTest
    @MethodSource("wrongDocuments")
    void refuseWrongDocuments(String text) {
        Models.all().forEach(named -> {
            assertThat(named.refusal(text)).as(text).isPresent();
            assertThat(errors(named, text)).as(text).isNotEmpty();
        });
    }

    private static Stream<String> wrongDocuments() {
        return Stream.of(
                "cach: {}",
                "cache: {no_such_key: 1}",
                "caches: {users: {no_such_key: 1}}",
                "caches: {'no name': {}}",
                "caches: 5",
                "cache: []",
                "cache: 5",
                "profiles: {p: {no_such_key: 1}}",
                "profiles: {p: {extends: 5, profiles: {}}}",
                "profiles: {p: 5}",
                "extends: p",
                "[]",
                "5");
    }

    private static List<String> wrong(Kind<?> kind) {
        List<String> wrong = new ArrayList<>(List.of("[[1]]", "{a: {b: 1}}", ""));
        switch (kind.form()) {
            case TEXT -> wrong.addAll(List.of("5", "true", "1.5", "[a]", "''"));
            case WHOLE -> wrong.addAll(List.of("text", "'5'", "true", "1.5", "[5]", "99999999999999999999"));
            case TEXT_OR_WHOLE -> wrong.addAll(List.of("text", "-5", "true", "1.5", "[5]", "5TB"));
            case NUMBER -> wrong.addAll(List.of("text", "'5'", "true", "[5]"));
            case TRUTH -> wrong.addAll(List.of("text", "'true'", "1", "[true]"));
            case LIST -> wrong.addAll(List.of("text", "5", "true", "[5]", "['']"));
            case FLAGS -> wrong.addAll(List.of("text", "5", "[a]", "{a: 5}", "{a: text}"));
        }
        if (kind == Kind.DURATION) {
            wrong.addAll(List.of("30x", "-5s", "PT", "1.5s", "5 s"));
        }
        return wrong;
    }

    private static String beyond(Number number, String limit, boolean isWhole) {
        BigDecimal at = new BigDecimal(number.toString());
        BigDecimal step = isWhole ? BigDecimal.ONE : new BigDecimal("0.001");
        return switch (limit) {
            case "minimum" -> at.subtract(step).toPlainString();
            case "maximum" -> at.add(step).toPlainString();
            default -> at.toPlainString();
        };
    }
}
