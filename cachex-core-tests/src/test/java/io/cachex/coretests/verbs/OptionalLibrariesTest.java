package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.Compression;
import io.cachex.codec.JsonCodec;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A10: who does not use zstd, Smile and CBOR needs none of their libraries; who does is told which is missing. */
class OptionalLibrariesTest {

    private static final String OPTIONAL = ".*(zstd-jni|jackson-dataformat-smile|jackson-dataformat-cbor).*";
    private static final String TEXT = "countess ".repeat(30);

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void aCacheWorksWithoutThemAndNamesTheOneThatIsAskedFor() throws Exception {
        String all = System.getProperty("java.class.path");
        String without = Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.matches(OPTIONAL))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(without).isNotEqualTo(all);

        assertThat(linesOf(without))
                .containsExactly(
                        "works: countess",
                        "works: countess",
                        "ConfigurationException: compression must be one whose library is there: com.github.luben:zstd-jni,"
                                + " with native code for this machine: zstd",
                        "IllegalStateException: SmileCodec needs tools.jackson.dataformat:jackson-dataformat-smile on the"
                                + " class path",
                        "IllegalStateException: CborCodec needs tools.jackson.dataformat:jackson-dataformat-cbor on the"
                                + " class path",
                        "reads: null, unreadable: 1");
        assertThat(linesOf(all))
                .containsExactly(
                        "works: countess",
                        "works: countess",
                        "works: countess",
                        "works: countess",
                        "works: countess",
                        "reads: " + TEXT + ", unreadable: 0");
    }

    /** What a node stores that has zstd. */
    private static byte[] zstdForm() {
        MemoryStore store = MemoryStore.create();
        try (Cache<String> cache = Cache.builder("words", JsonCodec.of(String.class))
                .store(Stores.unclosed(store))
                .compression(Compression.zstd().above(0))
                .build()) {
            cache.put("a", TEXT);
        }
        String key = "cachex:default:words:a";
        return store.read(Set.of(key)).toCompletableFuture().join().get(key).bytes();
    }

    private List<String> linesOf(String classPath) throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, "said", ".txt");
        Process node = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        CodecsNode.class.getName(),
                        HexFormat.of().formatHex(zstdForm()))
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(node.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            node.destroyForcibly();
        }
        return Files.readAllLines(said, StandardCharsets.UTF_8);
    }
}
