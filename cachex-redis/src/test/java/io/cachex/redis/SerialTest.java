package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SerialTest {

    private final Serial serial = new Serial();

    @Test
    void runsAStepAtOnce() {
        List<String> done = new ArrayList<>();

        serial.run(() -> done.add("first"));
        serial.run(() -> {
            serial.run(() -> done.add("third"));
            done.add("second");
        });

        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void nobodyWaitsForAStepThatIsStuck() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Thread thread = new Thread(() -> serial.run(() -> {
            stuck.countDown();
            awaitUnchecked(goOn);
        }));
        thread.start();
        stuck.await();

        serial.run(second::countDown);

        assertThat(second.getCount()).isEqualTo(1);
        goOn.countDown();
        assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
        thread.join();
    }

    @Test
    void runsTheStepsOfEachThreadInOrderAndOneAtATime() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<List<Integer>> done = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        for (int thread = 0; thread < 4; thread++) {
            List<Integer> own = done.get(thread);
            threads.execute(() -> {
                for (int i = 0; i < 20_000; i++) {
                    int number = i;
                    serial.run(() -> {
                        overlaps.addAndGet(inside.getAndIncrement());
                        own.add(number);
                        inside.decrementAndGet();
                    });
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        assertThat(overlaps).hasValue(0);
        assertThat(done).allSatisfy(own -> assertThat(own).hasSize(20_000).isSorted());
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
