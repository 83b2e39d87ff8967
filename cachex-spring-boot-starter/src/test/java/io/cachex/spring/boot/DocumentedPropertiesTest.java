package io.cachex.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spring.autoconfigure.CachexProperties;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** O1: the guide explains every property. */
class DocumentedPropertiesTest {

    @Test
    void everyPropertyIsInTheGuide() throws Exception {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/spring-boot.md"))) {
            root = root.getParent();
        }
        String guide = Files.readString(root.resolve("docs/spring-boot.md"));

        List<String> missing = new ArrayList<>();
        for (String name : names(CachexProperties.class)) {
            if (!guide.matches("(?s).*[`.…]" + name + "[`.].*")) {
                missing.add(name);
            }
        }

        assertThat(names(CachexProperties.class)).hasSizeGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    private static List<String> names(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            names.add(component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
            if (component.getType().isRecord()) {
                names.addAll(names(component.getType()));
            }
        }
        return names;
    }
}
