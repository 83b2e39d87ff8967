package io.cachex.resilience;

import io.cachex.spi.JournalEntry;

/** Where a write goes. Writes of one key to different places neither wait for nor cover each other. */
enum Space {
    ORIGIN,
    STORE,
    NAMES;

    static Space of(JournalEntry.Operation operation) {
        return switch (operation) {
            case PUT, DELETE -> ORIGIN;
            case REMOVE -> STORE;
            case ADVANCE -> NAMES;
        };
    }
}
