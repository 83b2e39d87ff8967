package io.cachex.coretests.arch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a module tells GraalVM of, beside what it has. */
final class NativeMetadata {

    private final Path resources;
    private final JsonNode told;

    private NativeMetadata(Path resources, JsonNode told) {
        this.resources = resources;
        this.told = told;
    }

    /** That of a module; a module that tells nothing has an empty one. */
    static NativeMetadata of(String module) {
        Path resources = Sources.root().resolve(module).resolve("src/main/resources");
        Path file = resources.resolve("META-INF/native-image/io.cachex/" + module + "/reachability-metadata.json");
        JsonMapper mapper = JsonMapper.shared();
        try {
            String text = Files.exists(file) ? Files.readString(file) : "{}";
            return new NativeMetadata(resources, mapper.readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The module's resources by their names, but for this file and what Spring's own build tells of. */
    List<Path> resources() {
        if (!Files.isDirectory(resources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(resources)) {
            return files.filter(Files::isRegularFile)
                    .map(resources::relativize)
                    .filter(name -> !name.startsWith("META-INF/native-image") && !name.startsWith("META-INF/spring"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The patterns of names of resources that are told. */
    Map<String, PathMatcher> globs() {
        Map<String, PathMatcher> globs = new TreeMap<>();
        for (JsonNode resource : told.path("resources")) {
            String glob = resource.path("glob").asString();
            globs.put(glob, FileSystems.getDefault().getPathMatcher("glob:" + glob));
        }
        return globs;
    }

    /** The types that are found by name. */
    List<JsonNode> types() {
        List<JsonNode> types = new ArrayList<>();
        told.path("reflection").forEach(types::add);
        return types;
    }

    /** The names of the fields of a type that are found by name. */
    List<String> fields(String type) {
        List<String> fields = new ArrayList<>();
        types().stream()
                .filter(entry -> entry.path("type").asString().equals(type))
                .forEach(entry -> entry.path("fields")
                        .forEach(field -> fields.add(field.path("name").asString())));
        return fields;
    }
}
