package io.cachex.testkit.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The server program that comes with the kit, in {@code org.signal:embedded-redis}; unpacked once per JVM. */
final class RedisProgram {

    /** As it is in the names of the programs. */
    private static final String VERSION = "7.0.15";

    private RedisProgram() {}

    /** Begun by whoever is first; the others wait. */
    private static final class Holder {
        private static final Path PATH = unpack(name(System.getProperty("os.name"), System.getProperty("os.arch")));
    }

    /**
     * The program, deleted when this JVM ends.
     *
     * @throws IllegalStateException if there is none for this system
     */
    static Path path() {
        return Holder.PATH;
    }

    /** The program's name for a system, whether it is there or not. */
    static String name(String system, String processor) {
        String os = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : system.toLowerCase(Locale.ROOT);
        String arch = switch (processor) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case "i386", "x86" -> "386";
            default -> processor;
        };
        return "redis-server-" + VERSION + "-" + os + "-" + arch;
    }

    private static Path unpack(String name) {
        try (InputStream program = RedisProgram.class.getResourceAsStream("/" + name)) {
            if (program == null) {
                throw new IllegalStateException("the kit has no Redis server for this system (" + name + "): set "
                        + SharedRedis.VARIABLE + " or start Docker");
            }
            Path directory = Files.createTempDirectory("cachex-redis-program-");
            directory.toFile().deleteOnExit(); // last, and so after the file
            Path file = directory.resolve("redis-server");
            file.toFile().deleteOnExit();
            Files.copy(program, file);
            if (!file.toFile().setExecutable(true)) {
                throw new IllegalStateException("cannot make " + file + " executable");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
