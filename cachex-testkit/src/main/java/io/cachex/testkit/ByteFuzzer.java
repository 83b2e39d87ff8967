package io.cachex.testkit;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Gives a reader of bytes what it does not expect: samples that were cut, lengthened, joined and changed at random, with
 * numbers at the edges of their ranges. Seeded, so that what fails once fails again.
 *
 * <pre>{@code
 * ByteFuzzer.of(7, codec.encode(value)).run(bytes -> refusesOrReads(codec, bytes));
 * }</pre>
 *
 * <p>Runs for a second, or for as long as the system property {@code cachex.fuzz.seconds} says; with
 * {@code cachex.soak=true} for ten minutes. Prints nothing; for one thread.
 */
public final class ByteFuzzer {

    /** A reader. What it throws is what was looked for. */
    @FunctionalInterface
    public interface Target {

        /** Reads bytes that may be anything, and which it may keep. */
        void read(byte[] bytes) throws Exception;
    }

    /** Bytes that break what counts, ends and compares. */
    private static final long[] EDGES = {
        0,
        1,
        -1,
        2,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0xFFFF,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final int MOST_CHANGES = 6;
    private static final int LONGEST_INSERT = 64;
    private static final int ROUNDS_BETWEEN_LOOKS = 64;
    private static final int SHOWN = 512;

    private final Random random;
    private final List<byte[]> samples;

    private ByteFuzzer(long seed, List<byte[]> samples) {
        this.random = new Random(seed);
        this.samples = samples;
    }

    /**
     * A fuzzer.
     *
     * @param samples what the reader reads, at least one; the more their parts differ, the deeper it gets
     * @throws IllegalArgumentException if there is none
     */
    public static ByteFuzzer of(long seed, byte[]... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("samples must be at least one: 0");
        }
        List<byte[]> copies = new ArrayList<>();
        for (byte[] sample : samples) {
            copies.add(sample.clone());
        }
        return new ByteFuzzer(seed, copies);
    }

    /** How long a run takes. */
    public static Duration duration() {
        long seconds = Boolean.getBoolean("cachex.soak") ? 600 : 1;
        return Duration.ofSeconds(Long.getLong("cachex.fuzz.seconds", seconds));
    }

    /**
     * Runs for {@link #duration()}.
     *
     * @return how many inputs were read
     * @throws AssertionError with the input, as a Java array, if the reader threw
     */
    public long run(Target target) {
        return run(target, duration());
    }

    /** As {@link #run(Target)}, for this long; each sample is read as it is first. */
    public long run(Target target, Duration duration) {
        TimeSource time = TimeSource.system();
        long end = time.nanos() + duration.toNanos();
        long inputs = 0;
        for (byte[] sample : samples) {
            read(target, sample.clone());
            inputs++;
        }
        while (time.nanos() - end < 0) {
            for (int i = 0; i < ROUNDS_BETWEEN_LOOKS; i++, inputs++) {
                read(target, next());
            }
        }
        return inputs;
    }

    private static void read(Target target, byte[] input) {
        byte[] copy = input.clone();
        try {
            target.read(input);
        } catch (Throwable failure) { // errors, too, are what was looked for
            throw new AssertionError("reading " + shown(copy) + " failed", failure);
        }
    }

    private static String shown(byte[] input) {
        return input.length <= SHOWN
                ? Arrays.toString(input)
                : Arrays.toString(Arrays.copyOf(input, SHOWN)) + " and " + (input.length - SHOWN) + " more bytes";
    }

    /** The next input. */
    public byte[] next() {
        byte[] input = sample().clone();
        for (int changes = random.nextInt(MOST_CHANGES); changes >= 0; changes--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] sample() {
        return samples.get(random.nextInt(samples.size()));
    }

    private byte[] changed(byte[] input) {
        if (input.length == 0) {
            return noise(random.nextInt(LONGEST_INSERT));
        }
        int at = random.nextInt(input.length);
        return switch (random.nextInt(8)) {
            case 0 -> flipped(input, at);
            case 1 -> withByte(input, at);
            case 2 -> withEdge(input, at);
            case 3 -> Arrays.copyOf(input, at);
            case 4 -> spliced(input, at, noise(random.nextInt(LONGEST_INSERT)), at);
            case 5 -> spliced(input, at, new byte[0], Math.min(input.length, at + 1 + random.nextInt(LONGEST_INSERT)));
            case 6 -> spliced(input, at, part(sample()), at);
            default -> spliced(input, at, part(input), Math.min(input.length, at + random.nextInt(LONGEST_INSERT)));
        };
    }

    private byte[] flipped(byte[] input, int at) {
        input[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return input;
    }

    private byte[] withByte(byte[] input, int at) {
        input[at] = (byte) random.nextInt();
        return input;
    }

    private byte[] withEdge(byte[] input, int at) {
        long edge = EDGES[random.nextInt(EDGES.length)];
        int size = 1 << random.nextInt(4);
        for (int i = 0; i < size && at + i < input.length; i++) {
            input[at + i] = (byte) (edge >> (Byte.SIZE * (size - 1 - i)));
        }
        return input;
    }

    private byte[] part(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + random.nextInt(LONGEST_INSERT)));
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] spliced(byte[] input, int to, byte[] insert, int from) {
        byte[] spliced = Arrays.copyOf(input, to + insert.length + input.length - from);
        System.arraycopy(insert, 0, spliced, to, insert.length);
        System.arraycopy(input, from, spliced, to + insert.length, input.length - from);
        return spliced;
    }
}
