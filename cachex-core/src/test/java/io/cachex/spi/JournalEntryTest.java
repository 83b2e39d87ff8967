package io.cachex.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.spi.JournalEntry.Operation;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class JournalEntryTest {

    private static final Instant NOW = Instant.ofEpochMilli(1);

    /** E4: a replay is the same write under the same idempotency key. */
    @Test
    void aReplayKeepsEverythingButTheCountOfReplays() {
        JournalEntry entry = JournalEntry.of("a-1", Operation.PUT, "key", new byte[] {1}, 7, NOW);

        JournalEntry again = entry.redriven().redriven();

        assertThat(again.redrives()).isEqualTo(2);
        assertThat(again).isNotEqualTo(entry).isEqualTo(entry.withRedrives(2)).hasSameHashCodeAs(entry);
        assertThat(again.id()).isEqualTo("a-1");
        assertThat(again.version()).isEqualTo(7);
    }

    /** TH16: what is printed shows neither key nor value. */
    @Test
    void whatIsPrintedShowsNeitherKeyNorValueNorMessage() {
        JournalEntry entry = JournalEntry.of("a-1", Operation.PUT, "secret-key", new byte[6], 7, NOW);
        DeadEntry dead = new DeadEntry(entry, "java.lang.Error", "of canary", 3, NOW, NOW, "here");

        assertThat(entry).hasToString("PUT a-1, 6 B, version 7");
        assertThat(dead).hasToString("PUT a-1, 6 B, version 7, dead after 3 attempts: java.lang.Error");
    }

    /** FT34: a number that no release has given is refused, not guessed. */
    @Test
    void operationsAreKnownByTheirNumbers() {
        for (Operation operation : Operation.values()) {
            assertThat(Operation.of(operation.code())).isEqualTo(operation);
        }
        assertThatThrownBy(() -> Operation.of(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> JournalEntry.of("", Operation.PUT, "k", JournalEntry.nothing(), 1, NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JournalEntry.of("a", Operation.PUT, "k", JournalEntry.nothing(), 0, NOW))
                .isInstanceOf(IllegalArgumentException.class);
        JournalEntry entry = JournalEntry.of("a", Operation.DELETE, "k", JournalEntry.nothing(), 1, NOW);
        assertThatThrownBy(() -> entry.withRedrives(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DeadEntry(entry, "E", "", 0, NOW, NOW, "n"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
