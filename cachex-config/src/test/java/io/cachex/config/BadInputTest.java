package io.cachex.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M3, issue 6, bad input: what is no document, or one that is made to do harm. */
@Timeout(20)
class BadInputTest {

    @TempDir
    Path directory;

    @Test
    void refusesAFileThatIsNotThere() {
        Path file = directory.resolve("none.yaml");

        assertThat(Opened.refused(Profiles.from(file)))
                .hasMessage("none.yaml: there is no such file: " + file.toAbsolutePath());
    }

    @Test
    void refusesADirectory() {
        assertThat(Opened.refused(Profiles.from(directory))).hasMessageContaining("is a directory, not a file");
    }

    @Test
    void refusesAResourceThatIsNotThere() {
        assertThat(Opened.refused(Profiles.fromResource("no/such.yaml")))
                .hasMessage("no/such.yaml: cannot be read: FileNotFoundException");
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        Path file = directory.resolve("latin.yaml");
        Files.write(file, "cache: {} # \u00fc".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(Opened.refused(Profiles.from(file))).hasMessage("latin.yaml: is not UTF-8");
    }

    @Test
    void refusesTenMegabytes() throws IOException {
        Path file = directory.resolve("big.yaml");
        Files.write(file, new byte[10 << 20]);

        assertThat(Opened.refused(Profiles.from(file))).hasMessage("big.yaml: must have at most 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "# only a comment\n", "---\n", "---\n...\n", "~", "null"})
    void refusesWhatIsEmpty(String text) {
        assertThat(Opened.refused(text)).hasMessageContaining("production.yaml");
    }

    @Test
    void refusesAKeyThatStandsThereTwice() {
        assertThat(Opened.refused("cache:\n  ttl: 5s\n  ttl: 6s\n"))
                .hasMessage("production.yaml:3:3: the key 'ttl' stands here a second time");
    }

    /** A hundred million strings in half a kilobyte. */
    @Test
    void refusesABombOfAnchors() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String aliases = String.join(", ", Collections.nCopies(10, "*a" + (i - 1)));
            text.append("a" + i + ": &a" + i + " [" + aliases + "]\n");
        }

        assertThat(Opened.refused(text.toString())).hasMessageContaining("more than 100000 values, aliases followed");
    }

    @Test
    void refusesAnAliasOfItself() {
        assertThat(Opened.refused("cache: &a [*a]\n"))
                .hasMessage("production.yaml:1:12: an alias within what it names");
        assertThat(Opened.refused("cache: &a\n  wheel: *a\n"))
                .hasMessage("production.yaml:2:10: an alias within what it names");
        assertThat(Opened.refused("cache: *b\n")).hasMessage("production.yaml:1:8: no anchor of this name");
    }

    @Test
    void refusesWhatIsNestedDeep() {
        assertThat(Opened.refused("[".repeat(100_000))).hasMessageContaining("nested deeper than 32");
        assertThat(Opened.refused("cache: " + "{a: ".repeat(100_000))).hasMessageContaining("nested deeper than 32");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache: {ttl: 5s",
                "cache:\n\tttl: 5s",
                "cache:\n ttl: 5s\n  timeout: 5s",
                "cache: 'no end",
                "\u0000",
                "@a",
                "a: b: c",
                "- a\n- b",
                "text",
                "%YAML 3.0\n---\ncache: {}",
                "cache: !!python/object:os.system x",
                "cache: {ttl: !duration 5s}",
                "cache: !!set {a, b}",
                "? [a]\n: b",
                "? \n: b",
                "<<: 5",
                "cache: {}\n---\ncache: {}",
            })
    void refusesWhatIsNoYamlOfOurs(String text) {
        assertThat(Opened.refused(text)).hasMessageStartingWith("production.yaml");
    }

    /** TH13: also where YAML itself is wrong, no message quotes the document. */
    @Test
    void doesNotQuoteTheDocument() {
        assertThat(Opened.refused("redis:\n  password: hunter2: x\n").getMessage())
                .startsWith("production.yaml:2:20: no valid YAML: ")
                .doesNotContain("hunter2");
    }

    @Test
    void readsABomAndWindowsLineEnds() throws IOException {
        Path file = directory.resolve("windows.yaml");
        Files.writeString(file, "\uFEFFcache:\r\n  ttl: 7s\r\n");

        try (Profiles profiles = Profiles.from(file)
                .providers(new TestSections())
                .environment(Map.of())
                .open()) {
            assertThat(profiles.describe()).contains("ttl: 7s  # windows.yaml:2:8");
        }
    }
}
