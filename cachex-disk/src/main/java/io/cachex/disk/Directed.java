package io.cachex.disk;

import io.cachex.ConfigurationException;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a document says of something in a directory, whose builder wants that directory first.
 *
 * @param <B> the builder
 */
final class Directed<B> {

    private @Nullable Path directory;
    private final Map<String, Consumer<B>> said = new LinkedHashMap<>();

    /** Where it is. */
    static <B> Option<Directed<B>, String> directory() {
        return Option.<Directed<B>, String>of("directory", Kind.TEXT, (draft, path) -> draft.directory = path(path))
                .otherwise("none: has to be given");
    }

    /**
     * An option of the builder.
     *
     * @param scratch refuses values that cannot work
     */
    static <B, V> Option<Directed<B>, V> option(String name, Kind<V> kind, B scratch, BiConsumer<B, V> setter) {
        return Option.of(name, kind, (draft, value) -> {
            setter.accept(scratch, value);
            draft.said.put(name, builder -> setter.accept(builder, value));
        });
    }

    /** A path as the system has them. */
    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigurationException("directory must be a path: " + e.getMessage());
        }
    }

    Path requireDirectory(String section) {
        if (directory == null) {
            throw new ConfigurationException(section + ".directory must be given");
        }
        return directory;
    }

    void requireOneOf(String first, String second) {
        if (said.containsKey(first) && said.containsKey(second)) {
            throw new ConfigurationException(first + " must be left out where there is an " + second);
        }
    }

    /** The builder, with all that is said. */
    B told(B builder) {
        said.values().forEach(option -> option.accept(builder));
        return builder;
    }
}
