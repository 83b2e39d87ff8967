package io.cachex.coretests.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** TH26: few dependencies, each known; nothing native in the core; nobody phones home. */
class SupplyChainTest {

    /** What users of the core get without asking for more: no native library, nothing that opens a connection. */
    @Test
    void theCoreNeedsFourLibraries() {
        Set<String> needed = Poms.dependencies(Poms.of("cachex-core")).stream()
                .filter(dependency -> !dependency.scope().equals("test") && !dependency.isOptional())
                .map(Poms.Dependency::artifact)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(needed).containsExactly("caffeine", "jackson-databind", "jspecify", "slf4j-api");
    }

    /** Names of hosts come from the user, and only what is made to speak to them does. */
    @Test
    void onlyWhatSpeaksToOthersOpensConnections() {
        JavaClasses main = new ClassFileImporter()
                .withImportOption(location -> !location.contains(Sources.tests()))
                .importPackages("io.cachex");

        noClasses()
                .that()
                .resideOutsideOfPackages("io.cachex.redis..", "io.cachex.testkit..", "io.cachex.webhook..")
                .should()
                .dependOnClassesThat(describe(
                        "open connections",
                        type -> type.getPackageName().startsWith("java.net.http")
                                || type.getName().matches("java\\.net\\.(URL|URLConnection|InetAddress|.*Socket)")
                                || type.getName().matches("java\\.nio\\.channels\\..*SocketChannel")))
                .check(main);
    }

    /** Every library that a user gets stands on the page, with its licence and the reason. */
    @Test
    void everyLibraryIsOnThePage() throws IOException {
        String page = Files.readString(Sources.root().resolve("docs/dependencies.md"));
        Set<String> unknown = new TreeSet<>();
        for (String module : Poms.published()) {
            Poms.dependencies(Poms.of(module)).stream()
                    .filter(dependency -> !dependency.group().startsWith("io.cachex"))
                    .filter(dependency -> !dependency.group().startsWith("org.springframework"))
                    .filter(dependency -> !dependency.scope().equals("test"))
                    .filter(dependency -> !page.contains(dependency.group() + ':'))
                    .forEach(dependency -> unknown.add(dependency.group() + ':' + dependency.artifact()));
        }

        assertThat(unknown).as("docs/dependencies.md").isEmpty();
    }
}
