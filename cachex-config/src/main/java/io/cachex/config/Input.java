package io.cachex.config;

import io.cachex.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a document comes from.
 *
 * @param name what it is called in messages
 * @param file the file, if it is one
 */
record Input(String name, @Nullable Path file, Opening opening) {

    /** Opens the bytes. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }

    static Input of(Path file) {
        Path name = file.getFileName();
        return new Input(name == null ? file.toString() : name.toString(), file, () -> Files.newInputStream(file));
    }

    static Input of(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Input(name, null, () -> new java.io.ByteArrayInputStream(bytes));
    }

    /** On the class path, as the thread's own loader sees it. */
    static Input ofResource(String resource) {
        String path = resource.startsWith("/") ? resource.substring(1) : resource;
        return new Input(path, null, () -> open(path));
    }

    private static InputStream open(String resource) throws IOException {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = own == null ? ClassLoader.getSystemClassLoader() : own;
        return Optional.ofNullable(loader.getResourceAsStream(resource))
                .orElseThrow(() -> new java.io.FileNotFoundException(resource));
    }

    /**
     * All of it.
     *
     * @throws ConfigurationException if there is nothing to read, it is too long, or not UTF-8
     */
    String read(int maximumBytes) {
        Position at = Position.of(name);
        if (file != null && !Files.exists(file)) {
            throw at.refuse("there is no such file: " + file.toAbsolutePath());
        }
        if (file != null && Files.isDirectory(file)) {
            throw at.refuse("is a directory, not a file: " + file.toAbsolutePath());
        }
        byte[] bytes = bytes(maximumBytes, at);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw at.refuse("is not UTF-8");
        }
    }

    private byte[] bytes(int maximumBytes, Position at) {
        byte[] bytes;
        try (InputStream stream = opening.open()) {
            bytes = stream.readNBytes(maximumBytes + 1);
        } catch (IOException e) {
            throw at.refusal("cannot be read: " + e.getClass().getSimpleName(), e);
        }
        if (bytes.length > maximumBytes) {
            throw at.refuse("must have at most " + maximumBytes + " bytes");
        }
        return bytes;
    }
}
