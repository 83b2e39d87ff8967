package io.cachex.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.ConfigurationException;
import io.cachex.config.Models.Named;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** M3: whatever the bytes, there is a document or a {@link ConfigurationException}, and neither takes long. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FuzzTest {

    private static final Named MODEL = new Named("fuzz", Model.of(Set.of(new TestSections())));
    private static final int ROUNDS = Boolean.getBoolean("cachex.soak") ? 1_000_000 : 3_000;

    private static final List<String> PIECES = List.of(
            ":",
            " ",
            "\n",
            "\n  ",
            "{",
            "}",
            "[",
            "]",
            "&a ",
            "*a",
            "<<: ",
            "${",
            "${A}",
            "${A:",
            "}",
            "'",
            "\"",
            "#",
            "- ",
            "? ",
            "!!int ",
            "!x ",
            "|\n",
            ">\n",
            "%",
            "---\n",
            "...\n",
            "\t",
            "\u0000",
            "\uFEFF",
            "\u2028",
            "\uD800",
            "cache",
            "caches",
            "profiles",
            "extends",
            "wheel",
            "size",
            "ttl",
            "30s",
            "~",
            "null",
            "1e999",
            "0x1",
            "-");

    @Test
    void anyDocumentIsReadOrRefused() throws IOException {
        List<String> seeds = seeds();
        Random random = new Random(20_261_122);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = mutated(seeds.get(random.nextInt(seeds.size())), random);
            read += MODEL.refusal(text).isEmpty() ? 1 : 0; // anything but a refusal fails here
        }

        assertThat(read).as("documents that were right all the same").isPositive();
    }

    @Test
    void anyBytesAreReadOrRefused() {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS / 3; round++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            MODEL.refusal(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    private static String mutated(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
                case 2 -> text.insert(at, text.substring(Math.min(at, text.length() / 2), at));
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, (char) random.nextInt(0x180));
                    }
                }
            }
        }
        return text.toString();
    }

    private static List<String> seeds() throws IOException {
        List<String> seeds = new ArrayList<>(List.of(
                "cache: {wheel: {size: 5, share: 0.5, on: true, every: 5s, bytes: 5MB, text: a, names: [a], flags: {a: true}}}\n",
                "cache: &c {ttl: 5s}\ncaches:\n  users: {<<: *c}\n  orders: *c\n",
                "profiles:\n  a: {extends: b, cache: {ttl: 5s}}\n  b: {cache: {ttl: \"${A:5s}\"}}\n"));
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/profiles"))) {
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readString(file));
            }
        }
        return seeds;
    }
}
