package io.cachex.benchmarks;

import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Where a thread is in an array whose length is a power of two; each begins somewhere else. */
@State(Scope.Thread)
public class Cursor {

    private int position;

    @Setup
    public void begin() {
        position = ThreadLocalRandom.current().nextInt();
    }

    String next(String[] keys) {
        return keys[position++ & (keys.length - 1)];
    }

    <E> E next(java.util.List<E> elements) {
        return elements.get((position++ & Integer.MAX_VALUE) % elements.size());
    }
}
