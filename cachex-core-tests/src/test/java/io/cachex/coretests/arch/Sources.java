package io.cachex.coretests.arch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The project's source files, found from wherever the tests run. */
final class Sources {

    /** The modules that users get. */
    static final List<String> PUBLISHED = List.of("cachex-core", "cachex-resilience", "cachex-disk", "cachex-testkit");

    private Sources() {}

    /** The sources that users get, package and module descriptions included. */
    static List<Path> published() {
        List<Path> files = new ArrayList<>();
        PUBLISHED.forEach(
                module -> files.addAll(javaBelow(root().resolve(module).resolve("src/main/java"))));
        return files;
    }

    /** Every source of every module, tests included. */
    static List<Path> all() {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root())) {
            modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .forEach(src -> files.addAll(javaBelow(src)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(here.resolve("cachex-core"))) {
            here = here.getParent();
        }
        return here;
    }

    private static List<Path> javaBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
