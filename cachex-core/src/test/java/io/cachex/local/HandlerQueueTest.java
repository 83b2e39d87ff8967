package io.cachex.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandlerQueueTest {

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Integer> handled = new ArrayList<>();
    private final List<Integer> dropped = new ArrayList<>();

    @Test
    void handlesItemsInOrderInOneTask() {
        HandlerQueue<Integer> queue = queue(10, handled::add);
        offer(queue, 1, 3);

        assertThat(tasks).hasSize(1);
        assertThat(handled).isEmpty();
        runTasks();
        assertThat(handled).containsExactly(1, 2, 3);

        queue.offer(4);
        runTasks();
        assertThat(handled).containsExactly(1, 2, 3, 4);
        assertThat(tasks).isEmpty();
    }

    @Test
    void dropsTheOldestBeyondItsCapacity() {
        HandlerQueue<Integer> queue = queue(3, handled::add);
        offer(queue, 1, 5);

        assertThat(dropped).containsExactly(1, 2);
        runTasks();
        assertThat(handled).containsExactly(3, 4, 5);
    }

    @Test
    void letsOthersHaveTheThreadAfterATurn() {
        HandlerQueue<Integer> queue = queue(1_000, handled::add);
        offer(queue, 1, 100);

        tasks.remove().run();
        assertThat(handled).hasSize(64);
        assertThat(tasks).hasSize(1);
        runTasks();
        assertThat(handled).hasSize(100).isSorted();
    }

    @Test
    void goesOnAfterAHandlerThatThrows() {
        HandlerQueue<Integer> queue = queue(10, item -> {
            handled.add(item);
            if (item == 2) {
                throw new StackOverflowError("deep");
            }
        });
        offer(queue, 1, 3);
        runTasks();

        assertThat(handled).containsExactly(1, 2, 3);
    }

    @Test
    void triesAgainWhenTheExecutorRefused() {
        boolean[] refusing = {true};
        HandlerQueue<Integer> queue = HandlerQueue.of(
                task -> {
                    if (refusing[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    tasks.add(task);
                },
                10,
                handled::add,
                dropped::add);
        queue.offer(1);

        refusing[0] = false;
        queue.offer(2);
        runTasks();

        assertThat(handled).containsExactly(1, 2);
    }

    @Test
    void dropsEverythingOnceClosed() {
        HandlerQueue<Integer> queue = queue(10, handled::add);
        offer(queue, 1, 2);

        queue.close();
        queue.close();
        queue.offer(3);
        runTasks();

        assertThat(handled).isEmpty();
        assertThat(dropped).containsExactly(1, 2, 3);
    }

    @Test
    void refusesACapacityOutOfRange() {
        assertThatThrownBy(() -> queue(0, handled::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity must be at least 1: 0");
    }

    @Test
    void isSerialForManyGivers() throws InterruptedException {
        int each = 5_000;
        ExecutorService executor = Executors.newFixedThreadPool(8);
        AtomicInteger inside = new AtomicInteger();
        int[] next = new int[4];
        CountDownLatch left = new CountDownLatch(4 * each);
        List<String> wrong = new ArrayList<>();
        HandlerQueue<int[]> queue = HandlerQueue.of(
                executor,
                4 * each,
                item -> {
                    if (inside.incrementAndGet() != 1 || next[item[0]]++ != item[1]) {
                        wrong.add(item[0] + ": " + item[1]);
                    }
                    inside.decrementAndGet();
                    left.countDown();
                },
                lost -> {});

        for (int giver = 0; giver < 4; giver++) {
            int number = giver;
            executor.execute(() -> IntStream.range(0, each).forEach(i -> queue.offer(new int[] {number, i})));
        }

        assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
        executor.shutdown();
    }

    private HandlerQueue<Integer> queue(int capacity, Consumer<Integer> handler) {
        return HandlerQueue.of(tasks::add, capacity, handler, dropped::add);
    }

    private static void offer(HandlerQueue<Integer> queue, int first, int last) {
        IntStream.rangeClosed(first, last).forEach(queue::offer);
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
