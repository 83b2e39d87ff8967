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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a module tells GraalVM of, beside what it has. */
final class NativeMetadata {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path resources;
    private final Path file;
    private final ObjectNode told;

    private NativeMetadata(Path resources, Path file, ObjectNode told) {
        this.resources = resources;
        this.file = file;
        this.told = told;
    }

    /** That of a module; a module that tells nothing has an empty one. */
    static NativeMetadata of(String module) {
        Path resources = Sources.root().resolve(module).resolve("src/main/resources");
        Path file = resources.resolve("META-INF/native-image/io.cachex/" + module + "/reachability-metadata.json");
        try {
            String text = Files.exists(file) ? Files.readString(file) : "{}";
            return new NativeMetadata(resources, file, (ObjectNode) MAPPER.readTree(text));
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

    /** The types that a {@code ServiceLoader} makes. */
    Set<String> providers() {
        Set<String> providers = new TreeSet<>();
        for (Path resource : resources()) {
            if (resource.startsWith("META-INF/services")) {
                lines(resources.resolve(resource)).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .forEach(line -> providers.add(line.strip()));
            }
        }
        return providers;
    }

    /** Writes down the resources and providers that were not told of. */
    void complete() {
        for (Path resource : resources()) {
            if (globs().values().stream().noneMatch(glob -> glob.matches(resource))) {
                told.withArray("resources").addObject().put("glob", resource.toString());
            }
        }
        for (String provider : providers()) {
            if (types().stream()
                    .noneMatch(entry -> entry.path("type").asString().equals(provider))) {
                ObjectNode method = told.withArray("reflection")
                        .addObject()
                        .put("type", provider)
                        .withArray("methods")
                        .addObject()
                        .put("name", "<init>");
                method.putArray("parameterTypes");
            }
        }
        if (!told.isEmpty()) {
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, MAPPER.writeValueAsString(told) + '\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
