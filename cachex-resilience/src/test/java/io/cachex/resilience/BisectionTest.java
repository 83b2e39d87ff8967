package io.cachex.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Failures;
import io.cachex.spi.FailureClass;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** FT39, BI41: one bad write does not harm its neighbours. */
class BisectionTest {

    private static final Throwable REFUSED = new IllegalArgumentException("constraint");

    private int calls;

    /** FT39: wherever the bad one of 1,000 is: it alone fails, with at most 11 calls more than one. */
    @Test
    void findsTheBadOneAmongAThousand() {
        int step = Boolean.getBoolean("cachex.soak") ? 1 : 27; // 999 is among them, as is the first
        for (int bad = 0; bad < 1_000; bad += step) {
            Answers answers = ask(1_000, Set.of(bad));

            assertThat(failed(answers)).containsExactly(bad);
            assertThat(calls - 1).as("extra calls for %d", bad).isLessThanOrEqualTo(11);
        }
    }

    /** FT39: several bad ones, and nothing but bad ones: each fails, no other does, and the calls stay below 2 n. */
    @Test
    void findsSeveral() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            int size = 1 + random.nextInt(70);
            Set<Integer> bad = new HashSet<>();
            IntStream.range(0, random.nextInt(size + 1)).forEach(i -> bad.add(random.nextInt(size)));

            Answers answers = ask(size, bad);

            assertThat(failed(answers)).containsExactlyInAnyOrderElementsOf(bad);
            assertThat(calls).isLessThanOrEqualTo(2 * size + 11);
        }
        assertThat(failed(ask(
                        1_000, new HashSet<>(IntStream.range(0, 1_000).boxed().toList()))))
                .hasSize(1_000);
        assertThat(calls).isLessThanOrEqualTo(2_011);
    }

    /** Nobody is condemned because a batch was too large. */
    @Test
    void aBatchThatIsTooLargeHasNoCulprit() {
        for (int most = 1; most < 64; most++) {
            int limit = most;
            TestSink sink = new TestSink();
            sink.failBatches(writes -> writes.size() > limit ? REFUSED : null);

            Answers answers = new Bisection(sink, entries(64), BisectionTest::classOf, Runnable::run)
                    .begin()
                    .join();

            assertThat(failed(answers)).as("limit %d", limit).isEmpty();
            assertThat(sink.made()).hasSize(64).doesNotHaveDuplicates();
        }
    }

    /** BI41: more or fewer answers than writes are the failure of the batch. */
    @Test
    void aWrongNumberOfAnswersIsAFailureOfTheBatch() {
        for (int wrong : new int[] {-1, 1}) {
            List<Integer> sizes = new ArrayList<>();
            Answers answers = new Bisection(
                            writes -> {
                                sizes.add(writes.size());
                                List<Throwable> list = new ArrayList<>();
                                int count = writes.size() + (writes.size() > 1 ? wrong : 0);
                                IntStream.range(0, count).forEach(i -> list.add(null));
                                return CompletableFuture.completedFuture(list);
                            },
                            entries(4),
                            BisectionTest::classOf,
                            Runnable::run)
                    .begin()
                    .join();

            assertThat(failed(answers)).isEmpty();
            assertThat(sizes).startsWith(4).contains(1);
        }
    }

    /** BI41: none at all, or a sink that throws, likewise. */
    @Test
    void noAnswerIsAFailure() {
        Answers none = new Bisection(
                        writes -> CompletableFuture.completedFuture(null),
                        entries(1),
                        BisectionTest::classOf,
                        Runnable::run)
                .begin()
                .join();
        Answers thrown = new Bisection(
                        writes -> {
                            throw new IllegalStateException("broken");
                        },
                        entries(3),
                        BisectionTest::classOf,
                        Runnable::run)
                .begin()
                .join();

        assertThat(none.failures().get(0)).hasMessage("no answers to 1 writes");
        assertThat(failed(thrown)).containsExactly(0, 1, 2);
        assertThat(none.isAway()).isFalse();
    }

    /** A sink that does not answer is not asked again, part by part. */
    @Test
    void anOutageIsNotBisected() {
        TestSink sink = new TestSink();
        sink.failAll(new IOException("away"));

        Answers answers = new Bisection(sink, entries(100), BisectionTest::classOf, Runnable::run)
                .begin()
                .join();

        assertThat(answers.isAway()).isTrue();
        assertThat(failed(answers)).hasSize(100);
        assertThat(sink.calls()).isEqualTo(1);
    }

    /** What the sink says of single writes counts, and needs no search. */
    @Test
    void answersForEachWriteAreUsed() {
        TestSink sink = new TestSink();
        sink.failEach(write -> write.key().equals("k3") ? REFUSED : null);

        Answers answers = new Bisection(sink, entries(10), BisectionTest::classOf, Runnable::run)
                .begin()
                .join();

        assertThat(failed(answers)).containsExactly(3);
        assertThat(sink.calls()).isEqualTo(1);
    }

    /** A sink that answers later is bisected as well. */
    @Test
    void lateAnswersAreSearchedToo() {
        TestSink sink = new TestSink();
        sink.hold(true);
        sink.failBatches(writes -> writes.stream().anyMatch(write -> write.key().equals("k5")) ? REFUSED : null);

        CompletableFuture<Answers> answers =
                new Bisection(sink, entries(16), BisectionTest::classOf, Runnable::run).begin();
        while (sink.held() > 0) {
            sink.answer();
        }

        assertThat(failed(answers.join())).containsExactly(5);
        assertThat(sink.made()).hasSize(15);
    }

    /** Trap 6: the thread that answers is the sink's own, a driver's perhaps; the next call is made where sinks run. */
    @Test
    void whatFollowsALateAnswerRunsOnTheExecutor() {
        TestSink sink = new TestSink();
        sink.hold(true);
        sink.failBatches(writes -> writes.size() > 1 ? REFUSED : null);
        Deque<Runnable> executor = new ArrayDeque<>();

        CompletableFuture<Answers> answers =
                new Bisection(sink, entries(2), BisectionTest::classOf, executor::add).begin();
        sink.answer();

        assertThat(sink.calls()).isEqualTo(1);
        while (!executor.isEmpty()) {
            executor.remove().run();
            if (sink.held() > 0) {
                sink.answer();
            }
        }
        assertThat(failed(answers.join())).isEmpty();
        assertThat(sink.calls()).isGreaterThan(1);
    }

    private Answers ask(int size, Set<Integer> bad) {
        TestSink sink = new TestSink();
        Set<String> keys = new HashSet<>();
        bad.forEach(i -> keys.add("k" + i));
        sink.failBatches(writes -> writes.stream().anyMatch(write -> keys.contains(write.key())) ? REFUSED : null);
        Answers answers = new Bisection(sink, entries(size), BisectionTest::classOf, Runnable::run)
                .begin()
                .join();
        calls = sink.calls();
        assertThat(sink.made()).hasSize(size - bad.size()).doesNotHaveDuplicates();
        return answers;
    }

    private static List<Integer> failed(Answers answers) {
        return IntStream.range(0, answers.failures().size())
                .filter(i -> answers.failures().get(i) != null)
                .boxed()
                .toList();
    }

    private static List<JournalEntry> entries(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> JournalEntry.of("id" + i, Operation.PUT, "k" + i, new byte[] {1}, i + 1, Instant.EPOCH))
                .toList();
    }

    private static FailureClass classOf(Throwable failure) {
        return Failures.standard().classify(failure);
    }
}
