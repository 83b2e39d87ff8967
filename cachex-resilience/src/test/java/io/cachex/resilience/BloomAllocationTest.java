package io.cachex.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** P10: a question allocates nothing. Guava's own figures are printed beside it. */
@Tag("no-agent")
class BloomAllocationTest {

    private static final int CALLS = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aQuestionAllocatesNothing() {
        BloomGuard guard = BloomGuard.standard();
        guard.warmUp(IntStream.range(0, 10_000).mapToObj(i -> "user:" + i));
        String[] keys =
                IntStream.range(5_000, 15_000).mapToObj(i -> "user:" + i).toArray(String[]::new);
        KeyHash hash = new KeyHash(1, 2);
        BloomFilter<Long> ofHashes = BloomFilter.create(Funnels.longFunnel(), 12_500, 0.01);
        BloomFilter<CharSequence> ofTexts =
                BloomFilter.create(Funnels.stringFunnel(StandardCharsets.UTF_8), 12_500, 0.01);
        for (int i = 0; i < 5_000; i++) {
            ofHashes.put(hash.of(keys[i]));
            ofTexts.put(keys[i]);
        }

        long bytes = bytesPerCall(keys, guard::mightExist);
        System.out.println("bytes a question: " + bytes + "; Guava over 64-bit hashes "
                + bytesPerCall(keys, key -> ofHashes.mightContain(hash.of(key))) + ", over texts "
                + bytesPerCall(keys, ofTexts::mightContain));
        System.out.println("ns a question: " + nanosPerCall(keys, guard::mightExist) + "; Guava over 64-bit hashes "
                + nanosPerCall(keys, key -> ofHashes.mightContain(hash.of(key))) + ", over texts "
                + nanosPerCall(keys, ofTexts::mightContain));

        assertThat(bytes).isZero();
        assertThat(bytesPerCall(keys, key -> {
                    guard.add(key);
                    return true;
                }))
                .isZero();
    }

    private long bytesPerCall(String[] keys, Predicate<String> question) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            ask(keys, question);
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
        }
        return least;
    }

    /** Processor time of this thread, for what it is worth on a shared machine. */
    private long nanosPerCall(String[] keys, Predicate<String> question) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long before = threads.getCurrentThreadCpuTime();
            ask(keys, question);
            least = Math.min(least, (threads.getCurrentThreadCpuTime() - before) / CALLS);
        }
        return least;
    }

    private static int ask(String[] keys, Predicate<String> question) {
        int maybe = 0;
        for (int i = 0; i < CALLS; i++) {
            maybe += question.test(keys[i % keys.length]) ? 1 : 0;
        }
        return maybe;
    }
}
