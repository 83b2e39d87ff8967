package io.cachex.benchmarks;

import io.cachex.examples.drill.data.Trace;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Streams of requests to hold caches against: what is asked for, in this order. */
public enum Requests {
    /** A few objects are asked for often, most of them seldom. */
    ZIPF_090(() -> zipf(0.9)),
    /** The same, steeper. */
    ZIPF_099(() -> zipf(0.99)),
    /** 1,200 objects in turn, for ever. */
    LOOP(Requests::loop),
    /** Four in five go to a twentieth of all objects; another one after each tenth of the time. */
    SHIFTING_HOT_SPOT(Requests::shifting),
    /** Zipf 0.9, and each fourth thousand asks for objects that nobody asks for again. */
    SCAN(Requests::scan),
    /** Zipf, hot spot, loop, and Zipf with hot spot, by turns. */
    MIXED(Requests::mixed),
    /** A recorded stream, of a shop. */
    WEB12(Requests::web12);

    private static final int ITEMS = 20_000;
    private static final int READS = 200_000;
    private static final int LOOPED = 1_200;
    private static final long SEED = 20_261_121;
    private static final int OTHERS = 100_000;

    private final Supplier<int[]> requests;

    Requests(Supplier<int[]> requests) {
        this.requests = requests;
    }

    /** The objects' numbers. */
    public int[] objects() {
        return requests.get();
    }

    /** How many objects there are, those that are asked for once in a scan left out. */
    public int distinct() {
        return this == WEB12 ? Trace.web12().distinct() : ITEMS;
    }

    private static int[] each(IntUnaryOperator objectAt) {
        return IntStream.range(0, READS).map(objectAt).toArray();
    }

    private static int[] zipf(double exponent) {
        Zipf zipf = new Zipf(ITEMS, exponent);
        Random random = new Random(SEED);
        return each(i -> zipf.next(random));
    }

    private static int[] loop() {
        return each(i -> i % LOOPED);
    }

    private static int[] shifting() {
        Random random = new Random(SEED);
        int spot = ITEMS / 20;
        return each(i -> {
            int start = i / (READS / 10) * spot;
            return random.nextInt(5) < 4 ? start + random.nextInt(spot) : random.nextInt(ITEMS);
        });
    }

    private static int[] scan() {
        int[] popular = zipf(0.9);
        return each(i -> i / 1_000 % 4 == 3 ? OTHERS + i : popular[i]);
    }

    private static int[] mixed() {
        int[] popular = zipf(0.9);
        int[] shifting = shifting();
        return each(i -> {
            int spot = OTHERS + shifting[i];
            return switch (i / (READS / 8) % 4) {
                case 0 -> popular[i];
                case 1 -> spot;
                case 2 -> 2 * OTHERS + i % LOOPED;
                default -> i % 2 == 0 ? popular[i] : spot;
            };
        });
    }

    private static int[] web12() {
        Trace trace = Trace.web12();
        return IntStream.range(0, trace.length()).map(trace::objectAt).toArray();
    }
}
