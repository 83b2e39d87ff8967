package io.cachex.coretests.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules of design.md, section 8. */
class DesignRulesTest {

    private static final int MOST_LINES = 500;

    /** The calls that read a clock of the system, by class. */
    private static final Map<String, Set<String>> CLOCKS = Map.of(
            "java.lang.System", Set.of("nanoTime", "currentTimeMillis"),
            "java.time.Instant", Set.of("now"),
            "java.time.LocalDate", Set.of("now"),
            "java.time.LocalDateTime", Set.of("now"),
            "java.time.ZonedDateTime", Set.of("now"),
            "java.time.OffsetDateTime", Set.of("now"),
            "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system"));

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(location -> !location.contains(Sources.tests()))
            .withImportOption(location -> !location.contains("/io/cachex/redis/")) // here for one test only
            .withImportOption(location -> !location.contains("/io/cachex/config/")) // not here in a build
            .importPackages("io.cachex");

    /** Section 8: no package cycles. */
    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(packages()).should().beFreeOfCycles().check(MAIN);
    }

    /** Section 8: spi uses the JDK and JSpecify only. */
    @Test
    void spiUsesTheJdkAndJSpecifyOnly() {
        classes()
                .that()
                .resideInAPackage("io.cachex.spi")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.cachex.spi", "java..", "org.jspecify..")
                .check(MAIN);
    }

    /** Section 8: store does not use the root package; nor do the in-process bus and locks, nor the codecs. */
    @Test
    void storeAndLocalDoNotUseTheRootPackage() {
        noClasses()
                .that()
                .resideInAnyPackage("io.cachex.store", "io.cachex.local", "io.cachex.codec")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.cachex")
                .check(MAIN);
    }

    /** Section 8: only the time source reads system time. */
    @Test
    void onlySystemTimeSourceReadsSystemTime() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.cachex.spi.SystemTimeSource")
                .should()
                .callMethodWhere(readsAClock())
                .check(MAIN);
    }

    /** Section 4: only the near tier knows Caffeine. */
    @Test
    void onlyTheNearTierKnowsCaffeine() {
        noClasses()
                .that()
                .doNotHaveSimpleName("CaffeineNear")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.benmanes..")
                .check(MAIN);
    }

    /** Section 8: no third-party type in exported signatures but those listed. */
    @Test
    void exportedSignaturesHaveNoThirdPartyTypes() {
        Set<String> foreign = new TreeSet<>();
        for (JavaClass type : MAIN) {
            if (isApi(type)) {
                foreign.addAll(foreignIn(type));
            }
        }

        assertThat(foreign)
                .containsOnly(
                        "io.cachex.codec.JsonCodec.using: tools.jackson.databind.json.JsonMapper",
                        "io.cachex.observability.Metrics.binder: io.micrometer.core.instrument.Tag",
                        "io.cachex.observability.Metrics.binder: io.micrometer.core.instrument.binder.MeterBinder",
                        "io.cachex.observability.Metrics.builder: io.micrometer.core.instrument.MeterRegistry",
                        "io.cachex.observability.Metrics.of: io.micrometer.core.instrument.MeterRegistry",
                        "io.cachex.observability.Tracing.builder: io.opentelemetry.api.OpenTelemetry",
                        "io.cachex.observability.Tracing.of: io.opentelemetry.api.OpenTelemetry",
                        "io.cachex.webhook.Webhook: com.sun.net.httpserver.HttpHandler",
                        "io.cachex.webhook.Webhook.handle: com.sun.net.httpserver.HttpExchange");
    }

    /** Section 8: only listed types are public. The list is {@code public-types.txt} in the test resources. */
    @Test
    void onlyListedTypesArePublic() throws IOException {
        Path list = Sources.root().resolve("cachex-core-tests/src/test/resources/public-types.txt");
        List<String> listed = Files.readAllLines(list).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();

        Set<String> exported = MAIN.stream()
                .filter(DesignRulesTest::isApi)
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(exported)
                .as("a type is public on purpose: list it in %s", list.getFileName())
                .containsExactlyInAnyOrderElementsOf(listed);
    }

    /** Section 8: no class over 500 lines. */
    @Test
    void noSourceIsLongerThanFiveHundredLines() throws IOException {
        Map<String, Integer> tooLong = new TreeMap<>();
        for (Path file : Sources.all()) {
            int lines = Files.readAllLines(file).size();
            if (lines > MOST_LINES) {
                tooLong.put(file.getFileName().toString(), lines);
            }
        }

        assertThat(tooLong).isEmpty();
    }

    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith("io.cachex")
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }

    private static DescribedPredicate<JavaMethodCall> readsAClock() {
        return describe("the target is a clock of the system", call -> {
            MethodCallTarget target = call.getTarget();
            return CLOCKS.getOrDefault(target.getOwner().getName(), Set.of()).contains(target.getName());
        });
    }

    /** The test kit is made of JUnit and AssertJ, and all of it is for users. */
    private static boolean isApi(JavaClass type) {
        return isExported(type) && !type.getPackageName().startsWith("io.cachex.testkit");
    }

    /** Public, and within nothing that is not. */
    private static boolean isExported(JavaClass type) {
        boolean visible = type.getModifiers().contains(JavaModifier.PUBLIC)
                || type.getModifiers().contains(JavaModifier.PROTECTED);
        return visible
                && type.getEnclosingClass().map(DesignRulesTest::isExported).orElse(true);
    }

    private static Set<String> foreignIn(JavaClass type) {
        Set<String> foreign = new TreeSet<>();
        type.getAllRawSuperclasses().forEach(parent -> addIfForeign(foreign, type.getName(), parent));
        type.getAllRawInterfaces().forEach(parent -> addIfForeign(foreign, type.getName(), parent));
        type.getCodeUnits().stream()
                .filter(unit -> isVisible(unit.getModifiers()))
                .forEach(unit -> {
                    String name = type.getName() + '.' + unit.getName();
                    unit.getReturnType().getAllInvolvedRawTypes().forEach(t -> addIfForeign(foreign, name, t));
                    unit.getParameterTypes()
                            .forEach(parameter ->
                                    parameter.getAllInvolvedRawTypes().forEach(t -> addIfForeign(foreign, name, t)));
                    unit.getExceptionTypes().forEach(t -> addIfForeign(foreign, name, t));
                });
        type.getFields().stream()
                .filter(field -> isVisible(field.getModifiers()))
                .forEach(field -> field.getType()
                        .getAllInvolvedRawTypes()
                        .forEach(t -> addIfForeign(foreign, type.getName() + '.' + field.getName(), t)));
        return foreign;
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static void addIfForeign(Set<String> foreign, String where, JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        boolean own = base.isPrimitive()
                || resideInAnyPackage("java..", "io.cachex..").test(base);
        if (!own) {
            foreign.add(where + ": " + base.getName());
        }
    }
}
