package io.cachex.examples.drill.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** G3, G4: the second act in a short form, with a bound of 0.7 s. */
@Timeout(120)
class NodesActTest {

    private static final Set<String> OURS = Set.of("cachex", "lettuce", "reader", "writer", "teller", "by-hand");

    private final List<Trouble> begun = new ArrayList<>();
    private final List<Trouble> ended = new ArrayList<>();
    private final Audience audience = new Audience() {
        @Override
        public void begins(Trouble trouble) {
            begun.add(trouble);
        }

        @Override
        public void ended(Trouble trouble, List<Outcome.OfFleet> soFar) {
            ended.add(trouble);
            assertThat(soFar).extracting(Outcome.OfFleet::name).containsExactly("CacheX", "by hand");
        }
    };

    /** Takes twelve seconds. What is written by hand breaks the bound: the oracle sees it. */
    @Test
    void cacheXKeepsTheBoundThatACacheByHandBreaksAndNothingIsLeftBehind() throws Exception {
        Outcome outcome = new NodesAct(new Schedule(10, 1_500, 1)).run(audience);

        assertThat(begun).containsExactly(Trouble.values());
        assertThat(ended).containsExactly(Trouble.values());

        Outcome.OfFleet cachex = outcome.fleets().get(0);
        Counts total = cachex.total();
        assertThat(cachex.firstBreach()).isNull();
        assertThat(total.errors()).isZero();
        assertThat(total.acknowledged().beyond()).isZero();
        assertThat(total.apart().beyond()).isZero();
        assertThat(cachex.leftOld()).isZero();
        assertThat(cachex.phases().values())
                .allSatisfy(phase -> assertThat(phase.reads()).isPositive());
        assertThat(total.apart().all().count())
                .as("reads on nodes long without Redis")
                .isPositive();
        assertThat(cachex.changes()).as("some could be told, some not").isGreaterThan(cachex.untold());
        assertThat(cachex.untold()).isPositive();

        Counts byHand = outcome.fleets().get(1).total();
        assertThat(byHand.acknowledged().beyond()).isPositive();
        assertThat(byHand.apart().beyond()).isPositive();

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(ourThreads()).isEmpty();
            assertThat(ProcessHandle.current().children()).isEmpty();
        });
    }

    @Test
    void withoutAServerForThisSystemItSaysSo() {
        assertThatThrownBy(() -> new NodesAct(new Schedule(10, 1_500, 1), NodesActTest::none).run(audience))
                .isInstanceOfSatisfying(
                        NoRedisException.class, e -> assertThat(e.reason()).startsWith("none comes along for "));
        assertThat(begun).isEmpty();
    }

    /** Anything else is a fault to be seen, not a reason to leave the act out. */
    @Test
    void aServerThatDoesNotComeUpIsAFailure() {
        assertThatThrownBy(() -> new NodesAct(new Schedule(10, 1_500, 1), () -> RedisServer.create("no such option"))
                        .run(audience))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not come up");
    }

    private static RedisServer none() {
        throw new ExceptionInInitializerError(new IllegalStateException("the kit has no Redis server for this system"));
    }

    private static Set<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> OURS.stream().anyMatch(name::startsWith))
                .collect(Collectors.toSet());
    }
}
