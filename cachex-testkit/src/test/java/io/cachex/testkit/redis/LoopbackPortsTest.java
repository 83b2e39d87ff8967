package io.cachex.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A port is one server's, also while that is down. */
class LoopbackPortsTest {

    private static final int MANY = 1_000;

    /** O3: two servers of one process never share a port. */
    @Test
    void noPortIsGivenTwice() {
        Set<Integer> ports =
                IntStream.range(0, MANY).map(i -> LoopbackPorts.free()).boxed().collect(Collectors.toSet());

        assertThat(ports).hasSize(MANY);
    }

    /** O3: nor do servers of two processes, as those of two builds on one machine. */
    @Test
    void noPortOfAnotherProcessIsGiven() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            Set<String> theirs = new HashSet<>(List.of(output.readLine().split(" ")));

            Set<String> ours = IntStream.range(0, MANY)
                    .mapToObj(i -> "" + LoopbackPorts.free())
                    .collect(Collectors.toSet());

            assertThat(theirs).hasSize(MANY).doesNotContainAnyElementsOf(ours);
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Takes its ports and keeps them until it is killed. */
    static final class Taker {

        private Taker() {}

        public static void main(String[] args) throws Exception {
            System.out.println(IntStream.range(0, MANY)
                    .mapToObj(i -> "" + LoopbackPorts.free())
                    .collect(Collectors.joining(" ")));
            System.in.read();
        }
    }
}
