package io.cachex.examples.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.examples.drill.orders.Trouble;
import io.cachex.testkit.redis.RedisServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DrillTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Supplier<RedisServer> servers = () -> {
        throw new AssertionError("nobody asked for the second act");
    };

    @ParameterizedTest
    @CsvSource({
        "--seconds=4, '--seconds must be between 5 and 600: 4'",
        "--seconds=601, '--seconds must be between 5 and 600: 601'",
        "--seconds=-1, '--seconds must be between 5 and 600: -1'",
        "--rate=0, '--rate must be between 1 and 20000: 0'",
        "--rate=20001, '--rate must be between 1 and 20000: 20001'",
        "--rate=fast, 'Invalid value for option ''--rate'': ''fast'' is not an int'",
        "--redis-seconds=5, '--redis-seconds must be between 6 and 600: 5'",
        "--redis-seconds=601, '--redis-seconds must be between 6 and 600: 601'",
        "--orders-seconds=7, '--orders-seconds must be between 8 and 600: 7'",
        "--orders-seconds=601, '--orders-seconds must be between 8 and 600: 601'",
        "--offline-seconds=7, '--offline-seconds must be between 8 and 600: 7'",
        "--no-redis=maybe, 'Invalid value for option ''--no-redis'': ''maybe'' is not a boolean'",
        "--no-redis --write-behind, 'Error: --no-redis, --write-behind are mutually exclusive'",
        "--write-behind --offline, 'Error: --write-behind, --offline are mutually exclusive'",
        "--seed=x, 'Invalid value for option ''--seed'': ''x'' is not a long'",
        "--sconds=5, 'Unknown option: ''--sconds=5'''",
    })
    void wrongOptionsAreRefused(String option, String message) {
        assertThat(run(option.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).startsWith(message).contains("Usage: drill");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--seconds",
                        "--rate",
                        "--seed",
                        "--redis-seconds",
                        "--orders-seconds",
                        "--no-redis",
                        "--write-behind",
                        "--offline-seconds",
                        "--json",
                        "--version",
                        "Exit code");
    }

    @Test
    void versionIsOneLine() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString().lines()).singleElement().asString().startsWith("CacheX drill");
    }

    /** The whole first act in its shortest form. Takes five seconds and a little more for the last requests. */
    @Test
    void everyCacheGetsEveryRequestAndOutagesShow() {
        int exitCode = run("--seconds=5", "--rate=200", "--json", "--no-redis");

        assertThat(exitCode).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSizeBetween(4, 6);
        assertThat(lines.subList(0, lines.size() - 1))
                .allSatisfy(line -> assertThat(line).contains("\"type\":\"second\""));
        String summary = lines.get(lines.size() - 1);
        assertThat(summary).contains("\"type\":\"summary\"");
        for (String name : List.of("CacheX", "Caffeine", "map+TTL")) {
            assertThat(summary).contains("{\"name\":\"" + name + "\",\"requests\":1000,");
        }
        assertThat(summary)
                .contains("CacheX answered all ")
                .containsPattern("Caffeine failed [1-9]\\d* of ")
                .containsPattern("map\\+TTL failed [1-9]\\d* of ");
    }

    /** E5: the whole third act in its shortest form, with a service that is killed. */
    @Test
    void noOrderIsLostWhoeverIsKilled() {
        int exitCode = run("--write-behind", "--orders-seconds=8", "--json");

        assertThat(exitCode).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(Trouble.values().length + 1);
        assertThat(lines.get(lines.size() - 1))
                .contains("\"type\":\"ordersSummary\"", "\"passed\":true")
                .containsPattern(
                        "CacheX: [\\d,]+ accepted = [\\d,]+ written \\+ [\\d,]+ parked \\+ 0 lost; order kept\\.")
                .containsPattern("by hand: .* \\+ [1-9][\\d,]* lost");
    }

    /** Issue 5, 8: the whole fourth act in its shortest form, without a Redis, so as it is where none comes along. */
    @Test
    void aServiceThatStartsWithNothingServesWhatItsLastRunLeft() {
        servers = () -> {
            throw new ExceptionInInitializerError(new IllegalStateException("the kit has no Redis server for this"));
        };

        int exitCode = run("--offline", "--offline-seconds=8", "--json");

        assertThat(out.toString()).contains("\"type\":\"offlineSummary\"", "\"passed\":true", "failed 0 for keys");
        assertThat(exitCode).isZero();
    }

    /** Some seconds, too: the first act has to be over. */
    @Test
    void whereThereIsNoRedisTheSecondActIsLeftOutWithAWord() {
        servers = () -> {
            throw new ExceptionInInitializerError(new IllegalStateException("the kit has no Redis server for this"));
        };

        assertThat(run("--seconds=5", "--rate=200", "--orders-seconds=8", "--offline-seconds=8"))
                .isZero();

        assertThat(out.toString())
                .containsSubsequence(
                        "PASSED",
                        "Second act",
                        "left out",
                        "none comes along for",
                        "Third act",
                        "0 lost",
                        "PASSED",
                        "Fourth act",
                        "PASSED");
    }

    private int run(String... args) {
        return Drill.commandLine(new PrintWriter(out), servers)
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
