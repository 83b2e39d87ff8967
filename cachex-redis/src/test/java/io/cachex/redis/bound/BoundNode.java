package io.cachex.redis.bound;

import io.cachex.redis.jvms.ChildMain;
import io.cachex.redis.jvms.SharedNumbers;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A node in a process of its own: two readers, a writer, and threads that take the processor away from them. */
public final class BoundNode extends ChildMain {

    private static final int READERS = 2;
    private static final Duration USUAL = Duration.ofMillis(100);
    private static final Duration PATIENT = Duration.ofSeconds(1);

    /** Arguments: whether it is naive, the address, the bound in ms, its number, a seed, how many threads take the processor. */
    @Override
    protected void run(SharedNumbers shared, List<String> arguments) throws Exception {
        Duration bound = Duration.ofMillis(Long.parseLong(arguments.get(2)));
        int node = Integer.parseInt(arguments.get(3));
        long seed = Long.parseLong(arguments.get(4)) + node;
        int busy = Integer.parseInt(arguments.get(5));
        Ledger ledger = new Ledger(shared, bound.toNanos() + bound.toNanos() / 100);
        try (Tiers tiers = Boolean.parseBoolean(arguments.get(0))
                ? new NaiveTiers(arguments.get(1), ledger)
                : new CacheTiers(arguments.get(1), bound, busy == 0 ? USUAL : PATIENT, ledger)) {
            Work work = new Work(tiers, ledger, node, () -> shared.get(END) != 0);
            await(() -> tiers.read(node) >= 0 && tiers.invalidate(node)); // it is connected
            for (int key = 0; key < Work.KEYS; key++) {
                tiers.read(key);
            }
            shared.add(READY, 1);
            await(() -> shared.get(ROUND) != 0);
            inThreads(READERS + 1 + busy, i -> {
                if (i < READERS) {
                    work.read(new Random(seed + 10 * i));
                } else if (i == READERS) {
                    work.write(new Random(seed + 1_000));
                } else {
                    spin(shared);
                }
            });
            System.out.println(tiers.counters());
            if (tiers instanceof CacheTiers cache && cache.failures() != 0) {
                throw new AssertionError("reads failed though the origin was there");
            }
        }
    }

    @SuppressWarnings("EmptyBlock")
    private static void spin(SharedNumbers shared) {
        while (shared.get(END) == 0) {
            Thread.onSpinWait();
        }
    }
}
