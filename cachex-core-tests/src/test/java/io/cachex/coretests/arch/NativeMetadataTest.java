package io.cachex.coretests.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * O1: what the modules tell GraalVM of. No native image is built here; that all that is told is there, and that all that the
 * sources ask for by name is told, is what can be checked without one. With {@code -Dapi.accept}, as for the public API,
 * resources and providers of services that are new are written down.
 */
class NativeMetadataTest {

    private static final Pattern UPDATER =
            Pattern.compile("newUpdater\\(\\s*(\\w+)\\.class,\\s*(?:\\w+\\.class,\\s*)?\"(\\w+)\"\\)");
    private static final Pattern BY_NAME =
            Pattern.compile("getResource\\(|getResourceAsStream|[lL]oader\\(?\\)?\\.getResources"
                    + "|Class\\.forName|ServiceLoader\\.load|setAccessible|Proxy\\.newProxyInstance");

    @BeforeAll
    static void completeIfAccepted() {
        if (System.getProperty("api.accept") != null) {
            Poms.published().forEach(module -> NativeMetadata.of(module).complete());
        }
    }

    @Test
    void everyResourceIsTold() {
        for (String module : Poms.published()) {
            NativeMetadata metadata = NativeMetadata.of(module);

            assertThat(metadata.resources())
                    .as("resources of %s", module)
                    .allMatch(name -> metadata.globs().values().stream().anyMatch(glob -> glob.matches(name)));
        }
    }

    @Test
    void everyResourceThatIsToldExists() {
        for (String module : Poms.published()) {
            NativeMetadata metadata = NativeMetadata.of(module);

            metadata.globs()
                    .forEach((glob, matcher) -> assertThat(metadata.resources())
                            .as("%s of %s", glob, module)
                            .anyMatch(matcher::matches));
        }
    }

    @Test
    void everyProviderIsTold() {
        for (String module : Poms.published()) {
            NativeMetadata metadata = NativeMetadata.of(module);
            Set<String> told = new TreeSet<>();
            metadata.types().forEach(entry -> told.add(entry.path("type").asString()));

            assertThat(told).as(module).containsAll(metadata.providers());
        }
    }

    /** Types, constructors, methods and fields. */
    @Test
    void everythingThatIsFoundByNameExists() throws ReflectiveOperationException {
        int types = 0;
        for (String module : Poms.published()) {
            for (JsonNode entry : NativeMetadata.of(module).types()) {
                requireMembers(entry, named(entry.path("type").asString()));
                types++;
            }
        }

        assertThat(types).isPositive();
    }

    @Test
    void everyFieldOfAnUpdaterIsTold() throws IOException {
        int updaters = 0;
        for (String module : Poms.published()) {
            for (Path source : Sources.of(module)) {
                for (Matcher updater = UPDATER.matcher(Files.readString(source)); updater.find(); updaters++) {
                    String type = packageOf(source) + '.' + updater.group(1);

                    assertThat(NativeMetadata.of(module).fields(type)).as(type).contains(updater.group(2));
                }
            }
        }

        assertThat(updaters).isPositive();
    }

    /** Caffeine makes the names of its classes of what its builder was told. */
    @Test
    void theClassesThatCaffeineChoosesAreTold() throws IOException, ReflectiveOperationException {
        String source =
                Files.readString(Sources.root().resolve("cachex-core/src/main/java/io/cachex/CaffeineNear.java"));
        assertThat(source).containsPattern("newBuilder\\(\\)\\s*\\.maximumSize\\(\\w+\\)\\s*\\.evictionListener\\(");
        assertThat(source).doesNotContainPattern("\\.(removalListener|recordStats|expire\\w+|weigher|weakKeys)\\(");

        Cache<String, String> same = Caffeine.newBuilder()
                .maximumSize(10)
                .evictionListener((key, value, cause) -> {})
                .build();

        List<String> told = new ArrayList<>();
        NativeMetadata.of("cachex-core")
                .types()
                .forEach(entry -> told.add(entry.path("type").asString()));
        Class<?> cache = same.asMap().getClass();
        Field nodes = cache.getSuperclass().getSuperclass().getDeclaredField("nodeFactory");
        nodes.setAccessible(true);
        assertThat(told)
                .contains(cache.getName(), nodes.get(same.asMap()).getClass().getName());
    }

    @Test
    void whoFindsThingsByNameIsOnThePage() throws IOException {
        String page = Files.readString(Sources.root().resolve("docs/native.md"));
        Set<String> missing = new TreeSet<>();
        for (String module : Poms.published()) {
            for (Path source : Sources.of(module)) {
                String name = source.getFileName().toString().replace(".java", "");
                if (BY_NAME.matcher(Files.readString(source)).find() && !page.contains('`' + name + '`')) {
                    missing.add(module + ": " + name);
                }
            }
        }

        assertThat(missing).as("docs/native.md").isEmpty();
    }

    private static void requireMembers(JsonNode entry, Class<?> type) throws ReflectiveOperationException {
        for (JsonNode method : entry.path("methods")) {
            List<Class<?>> parameters = new ArrayList<>();
            for (JsonNode parameter : method.path("parameterTypes")) {
                parameters.add(named(parameter.asString()));
            }
            Class<?>[] signature = parameters.toArray(Class<?>[]::new);
            String name = method.path("name").asString();
            Object found = name.equals("<init>")
                    ? type.getDeclaredConstructor(signature)
                    : type.getDeclaredMethod(name, signature);
            assertThat(found).isNotNull();
        }
        for (JsonNode field : entry.path("fields")) {
            assertThat(type.getDeclaredField(field.path("name").asString())).isNotNull();
        }
    }

    private static Class<?> named(String name) throws ClassNotFoundException {
        return name.equals("boolean") ? boolean.class : Class.forName(name, false, ClassLoader.getSystemClassLoader());
    }

    private static String packageOf(Path source) throws IOException {
        Matcher found = Pattern.compile("(?m)^package ([\\w.]+);").matcher(Files.readString(source));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }
}
