package io.cachex.resilience;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.spi.MissGuard.Setup;
import io.cachex.testkit.FakeTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** H3, FT45: guards of several nodes catch up by the bits they share. Messages are what these tests do not deliver. */
class BloomShareTest {

    private final BitsInMemory bits = new BitsInMemory();
    private final FakeTime time = new FakeTime();
    private final BloomGuard one = node(1_000);
    private final BloomGuard other = node(1_000);

    private BloomGuard node(int keys) {
        BloomGuard guard =
                BloomGuard.builder().expectedInsertions(keys).sharedBits(bits).build();
        guard.begin(new Setup("users", "app:users", false, time, Runnable::run));
        return guard;
    }

    private void put(BloomGuard guard, String key) throws Exception {
        guard.add(key);
        guard.share(key).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void soon(BloomGuard guard) {
        Awaitility.await()
                .atMost(ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    time.advance(Duration.ofMillis(500));
                    return guard.stats().isGuarding();
                });
    }

    /** H3: one warm-up is enough for all nodes, of whatever size they were made. */
    @Test
    void whatOneNodeKnowsTheOthersLearn() {
        BloomGuard third = node(5_000);
        assertThat(other.mightExist("unknown")).isTrue();

        assertThat(one.warmUp(IntStream.range(0, 1_000).mapToObj(i -> "k" + i))).isTrue();

        soon(other);
        soon(third);
        for (BloomGuard guard : new BloomGuard[] {one, other, third, node(10)}) {
            assertThat(IntStream.range(0, 1_000)).allMatch(i -> guard.mightExist("k" + i));
            assertThat(Unknown.isDeniedBy(guard)).isTrue();
        }
    }

    /** FT45: a node that missed messages has what was added meanwhile, before it denies anything. */
    @Test
    void aNodeThatMissedMessagesCatchesUp() throws Exception {
        one.warmUp(Stream.of("a"));
        soon(other);

        put(one, "missed");
        other.onDoubt("gap 1..2");

        soon(other);
        assertThat(other.mightExist("missed")).isTrue();
        assertThat(Unknown.isDeniedBy(other)).isTrue();
    }

    /** FT45: a doubt while it catches up makes it begin again. */
    @Test
    void aDoubtWhileItCatchesUpCounts() throws Exception {
        one.warmUp(Stream.of("a"));
        soon(other);
        bits.beforeRead = () -> {
            bits.beforeRead = null;
            other.onDoubt("again");
            assertThat(other.mightExist("unknown")).isTrue();
        };

        other.onDoubt("gap 1..2");

        assertThat(other.stats().isGuarding()).isFalse();
        soon(other);
        put(other, "b");
        assertThat(other.mightExist("b")).isTrue();
    }

    /** H3: what is there already is not sent again. */
    @Test
    void aKnownKeyCostsNoRoundTrip() throws Exception {
        one.warmUp(Stream.of("a"));
        put(one, "b");
        int before = bits.sets();

        put(one, "a");
        put(one, "b");

        assertThat(bits.sets()).isEqualTo(before);
        put(one, "c");
        assertThat(bits.sets()).isEqualTo(before + 1);
    }

    /** H3: made anew it drops what was deleted, here; what it adds meanwhile, all learn. */
    @Test
    void aRebuildIsSharedToo() throws Exception {
        one.warmUp(Stream.of("a", "deleted"));
        soon(other);

        one.rebuild(Stream.of("a", "foreign"));
        other.onDoubt("gap");
        soon(other);

        assertThat(one.mightExist("deleted")).isFalse();
        assertThat(one.mightExist("foreign")).isTrue();
        assertThat(other.mightExist("foreign")).isTrue();
        put(one, "deleted");
        assertThat(one.mightExist("deleted")).isTrue();
    }

    /** FT45: bits that are lost are lost as a whole: nobody is complete until somebody is warmed up again. */
    @Test
    void lostBitsLeaveAllInDoubt() throws Exception {
        one.warmUp(Stream.of("a"));
        soon(other);

        bits.lose();
        put(one, "b");
        other.onDoubt("generations lost");
        time.advance(ofSeconds(31));
        assertThat(other.mightExist("unknown")).isTrue();

        one.onLostChanges();
        assertThat(one.mightExist("unknown")).isTrue();
        one.warmUp(Stream.of("a", "b"));
        soon(one);
        soon(other);
        assertThat(other.mightExist("b")).isTrue();
        assertThat(Unknown.isDeniedBy(other)).isTrue();
    }

    /** FT45: an addition that cannot be shared fails, and the change with it. */
    @Test
    void anAdditionThatCannotBeSharedFails() throws Exception {
        one.warmUp(Stream.of("a"));
        bits.isAway = true;

        CompletableFuture<Void> shared = one.share("b").toCompletableFuture();

        assertThatThrownBy(() -> shared.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        one.onDoubt("disconnected");
        time.advance(ofSeconds(5));
        assertThat(one.mightExist("unknown")).isTrue();
        bits.isAway = false;
        soon(one);
        put(one, "b");
        assertThat(one.mightExist("b")).isTrue();
        assertThat(Unknown.isDeniedBy(one)).isTrue();
    }
}
