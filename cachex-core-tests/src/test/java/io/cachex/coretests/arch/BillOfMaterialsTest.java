package io.cachex.coretests.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** O1, TH26: what users import names all that they get, in the versions that were tested together. */
class BillOfMaterialsTest {

    private static final String OURS = "io.cachex";
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{(.+)}");

    /** What Spring Boot manages for those who use it, and what tests are written with, is theirs to choose. */
    private static final Set<String> THEIRS = Set.of(
            "org.springframework",
            "org.springframework.boot",
            "org.springframework.data",
            "org.junit.jupiter",
            "org.assertj",
            "org.awaitility",
            "org.signal",
            "com.redis");

    private final List<Poms.Dependency> bill = Poms.managed(Poms.of("cachex-bom"));

    /** Issue 6: every published module of the reactor is in it, and nothing else of ours. */
    @Test
    void namesEveryPublishedModule() {
        List<String> ours = bill.stream()
                .filter(dependency -> dependency.group().equals(OURS))
                .map(Poms.Dependency::artifact)
                .toList();

        assertThat(ours).as("cachex-bom/pom.xml").containsExactlyInAnyOrderElementsOf(Poms.published());
    }

    /** Every version is a property of the root pom: no other file holds one. */
    @Test
    void takesItsVersionsFromTheRootPom() {
        for (Poms.Dependency dependency : bill) {
            Matcher property = PROPERTY.matcher(dependency.version());

            assertThat(property.matches()).as("%s", dependency).isTrue();
            assertThat(property.group(1).equals("project.version")
                            || !Poms.text(Poms.root(), "properties", property.group(1))
                                    .isEmpty())
                    .as("%s: a property of the root pom", dependency)
                    .isTrue();
        }
    }

    /** ecosystem.md, fact 3: left alone, Maven mixes versions that were never tested together. */
    @Test
    void alignsWhatPublishedModulesNeed() {
        Set<String> artifacts = bill.stream()
                .map(dependency -> dependency.group() + ':' + dependency.artifact())
                .collect(Collectors.toSet());
        List<String> imported = bill.stream()
                .filter(dependency -> dependency.scope().equals("import"))
                .map(Poms.Dependency::group)
                .toList();

        Set<String> alone = new TreeSet<>();
        for (String module : Poms.published()) {
            Poms.dependencies(Poms.of(module)).stream()
                    .filter(dependency -> !dependency.scope().equals("test") && !THEIRS.contains(dependency.group()))
                    .filter(dependency ->
                            imported.stream().noneMatch(group -> (dependency.group() + '.').startsWith(group + '.')))
                    .map(dependency -> dependency.group() + ':' + dependency.artifact())
                    .filter(name -> !artifacts.contains(name))
                    .forEach(alone::add);
        }

        assertThat(alone).as("needed, and not in cachex-bom/pom.xml").isEmpty();
    }

    /** What Maven Central asks of a release. */
    @Test
    void saysWhatCentralWantsToKnow() {
        assertThat(Poms.text(Poms.root(), "url")).isNotEmpty();
        assertThat(Poms.text(Poms.root(), "licenses", "license", "url")).isNotEmpty();
        assertThat(Poms.text(Poms.root(), "developers", "developer", "name")).isNotEmpty();
        assertThat(Poms.text(Poms.root(), "scm", "url")).isNotEmpty();
        for (String module : Poms.published()) {
            assertThat(Poms.text(Poms.of(module), "name")).as(module).isNotEmpty();
            assertThat(Poms.text(Poms.of(module), "description")).as(module).isNotEmpty();
        }
    }
}
