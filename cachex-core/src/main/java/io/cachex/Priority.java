package io.cachex;

/** How much an entry is worth keeping in this process: when room is needed, the lowest priority goes first. */
public enum Priority {
    /** Goes before all others. */
    LOW(0),
    /** What an entry has unless something else is said. */
    NORMAL(1),
    /** Goes only when nothing of a lower priority is left. */
    HIGH(2);

    /** From 0 on, the higher the later it goes. */
    final int rank;

    Priority(int rank) {
        this.rank = rank;
    }
}
