package io.cachex;

/** How much an entry is worth keeping in this process: when room is needed, the lowest priority goes first. */
public enum Priority {
    /** Goes before all others. */
    LOW,
    /** What an entry has unless something else is said. */
    NORMAL,
    /** Goes only when nothing of a lower priority is left. */
    HIGH
}
