package io.cachex.spi;

/** Tells how full the heap was after its last collection. Safe for many threads; must be quick, and must not throw. */
@FunctionalInterface
public interface HeapGauge {

    /**
     * What was found.
     *
     * @param level what was in use after the last collection, of what may be: from 0 to 1, negative if that is not known
     * @param collections how many collections there were so far: a level is acted upon once for each
     */
    record Reading(double level, long collections) {}

    /** How full it is. */
    Reading read();

    /** The pool of this JVM's heap in which things grow old, from its memory pool beans. */
    static HeapGauge jvm() {
        return JvmHeap.INSTANCE;
    }

    /** Knows nothing. */
    static HeapGauge none() {
        return JvmHeap.NONE;
    }
}
