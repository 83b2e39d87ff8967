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

    private Sources() {}

    /** The sources that users get, package and module descriptions included. */
    static List<Path> published() {
        List<Path> files = new ArrayList<>();
        Poms.published().forEach(module -> files.addAll(of(module)));
        return files;
    }

    /** The sources of a module, but for its tests. */
    static List<Path> of(String module) {
        Path folder = root().resolve(module).resolve("src/main/java");
        return Files.isDirectory(folder) ? javaBelow(folder) : List.of();
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

    /** Where the classes of these tests are, wherever they were compiled to. */
    static String tests() {
        return Sources.class.getProtectionDomain().getCodeSource().getLocation().getPath();
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
