package io.cachex.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H3: it is made anew without a window. */
@Timeout(60)
class BloomRacesTest {

    private static final int ROUNDS = Boolean.getBoolean("cachex.soak") ? 2_000 : 40;

    private final Set<String> origin = ConcurrentHashMap.newKeySet();

    /** H3: keys that exist, and keys that come while it is made anew, are denied at no moment. */
    @Test
    void noKeyIsDeniedWhileItIsMadeAnew() throws InterruptedException {
        BloomGuard guard = BloomGuard.expecting(200_000, 0.01);
        IntStream.range(0, 1_000).forEach(i -> origin.add("old" + i));
        guard.warmUp(origin.stream());
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger added = new AtomicInteger();
        AtomicLong asked = new AtomicLong();
        ConcurrentLinkedQueue<String> denied = new ConcurrentLinkedQueue<>();
        Thread writer = started(() -> {
            for (int i = 0; i < 100_000 && !over.get(); i++) {
                origin.add("new" + i); // the origin first, as a put does
                guard.add("new" + i);
                added.set(i + 1);
            }
        });
        Thread reader = started(() -> {
            for (int i = 0; !over.get(); i++) {
                int there = added.get();
                String key =
                        i % 2 == 0 || there == 0 ? "old" + i % 1_000 : "new" + (there - 1 - i % Math.min(there, 50));
                if (!guard.mightExist(key)) {
                    denied.add(key);
                }
                asked.incrementAndGet();
            }
        });

        for (int round = 0; round < ROUNDS; round++) {
            assertThat(guard.rebuild(origin::stream)).isTrue();
        }
        over.set(true);
        writer.join();
        reader.join();

        System.out.println(ROUNDS + " rebuilds, " + added + " keys added meanwhile, " + asked + " questions");
        assertThat(denied).isEmpty();
        assertThat(IntStream.range(0, added.get())).allMatch(i -> guard.mightExist("new" + i));
        assertThat(guard.stats().rebuilds()).isEqualTo(ROUNDS);
        assertThat(Unknown.isDeniedBy(guard)).isTrue();
    }

    /** H3: what is added after the keys were read, and before the swap, is there. */
    @Test
    void aKeyThatIsAddedBetweenReadingAndSwapIsThere() {
        BloomGuard guard = BloomGuard.standard();
        guard.warmUp(Stream.of("a"));

        guard.rebuild(() -> Stream.of("a", "b").onClose(() -> guard.add("late")));

        assertThat(guard.mightExist("late")).isTrue();
        assertThat(guard.mightExist("b")).isTrue();
    }

    /** H3: the new filter takes the place of the old one between the two additions of a key: the first was to the new one. */
    @Test
    void aKeyThatIsAddedDuringTheSwapIsThere() throws InterruptedException {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread[] rebuild = new Thread[1];
        BloomGuard guard = BloomGuard.builder()
                .quota(100, key -> {
                    if (key.equals("late")) { // it is on its way into one of the two
                        goOn.countDown();
                        join(rebuild[0]);
                    }
                    return "tenant";
                })
                .build();
        guard.warmUp(Stream.of("a"));
        rebuild[0] = started(() -> guard.rebuild(() -> Stream.of("a").onClose(() -> {
            read.countDown();
            waitFor(goOn);
        })));
        waitFor(read);

        guard.add("late");

        assertThat(guard.stats().rebuilds()).isOne();
        assertThat(guard.mightExist("late")).isTrue();
        assertThat(Unknown.isDeniedBy(guard)).isTrue();
    }

    /** H3: while it is made anew it guards with what it has; a second rebuild is refused. */
    @Test
    void guardsWhileItIsMadeAnew() throws InterruptedException {
        BloomGuard guard = BloomGuard.standard();
        guard.warmUp(Stream.of("a"));
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread rebuild = started(() -> guard.rebuild(Stream.of("a", "b").peek(key -> {
            reading.countDown();
            waitFor(goOn);
        })));
        waitFor(reading);

        assertThat(guard.mightExist("a")).isTrue();
        assertThat(guard.mightExist("b")).isFalse();
        assertThatThrownBy(() -> guard.rebuild(Stream.of("c"))).isInstanceOf(IllegalStateException.class);
        goOn.countDown();
        rebuild.join();

        assertThat(guard.mightExist("b")).isTrue();
    }

    private static Thread started(Runnable work) {
        Thread thread = new Thread(work, "guard");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(20).toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(Duration.ofSeconds(20).toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
