package io.cachex.resilience.profile;

import io.cachex.CacheBuilder;
import io.cachex.Rules;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import io.cachex.profile.SectionBuilder;
import io.cachex.profile.Wanted;
import io.cachex.resilience.WriteBehind;
import io.cachex.resilience.WriteBehind.AfterDeath;
import io.cachex.resilience.WriteBehind.WhenFull;
import io.cachex.resilience.WriteBehind.WhenLettersFull;
import io.cachex.spi.Journal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** {@code write_behind}: on by {@code enable_dead_letter_queue}, by a journal, or by what is said here. */
final class WriteBehindSection {

    private WriteBehindSection() {}

    static Section<?, ?> section() {
        SectionBuilder<Draft, CachePlan> section = Section.ofCache("write_behind", plan -> new Draft())
                .always()
                .after("cache", "cache.write_behind.journal", "cache.write_behind.redis_journal")
                .meaning(
                        "Writes to the origin in the background, in the order of each key, again and again until a write is"
                                + " made; what cannot be made becomes a dead letter. The writer is the builder's:"
                                + " `builder.writer(db::save)`.");
        work(section);
        room(section);
        letters(section);
        return section.check(Draft::check).then(WriteBehindSection::apply);
    }

    private static void work(SectionBuilder<Draft, CachePlan> section) {
        section.option(Option.<Draft, Integer>of("workers", Kind.INT, (draft, n) -> draft.say(w -> w.workers(n)))
                        .byDefault("2")
                        .atLeast(1)
                        .atMost(1_000)
                        .meaning("how many batches are made at once at most"))
                .option(Option.<Draft, Integer>of("batch", Kind.INT, (draft, n) -> draft.say(w -> w.batch(n)))
                        .byDefault("1")
                        .atLeast(1)
                        .atMost(10_000)
                        .meaning("how many writes are made in one call at most"))
                .option(Option.<Draft, Duration>of(
                                "delay", Kind.DURATION, (draft, time) -> draft.say(w -> w.delay(time)))
                        .byDefault("0s")
                        .range("0 to 1 min")
                        .meaning("how long a write waits for others to make a batch with"))
                .option(Option.<Draft, Boolean>of(
                                "coalescing", Kind.BOOLEAN, (draft, isOn) -> draft.say(w -> w.coalescing(isOn)))
                        .byDefault("true")
                        .meaning(
                                "makes only the last of those writes of a key that wait; `false` for a writer that does"
                                        + " not set values but changes them"))
                .option(Option.<Draft, Integer>of(
                                "max_retries", Kind.INT, (draft, n) -> draft.say(w -> w.maxRetries(n)))
                        .byDefault("3")
                        .atLeast(0)
                        .meaning("how often a write is tried again before it is given up; outages do not count"))
                .option(
                        Option.<Draft, Duration>of("min_backoff", Kind.DURATION, Draft::minBackoff)
                                .byDefault("100ms")
                                .range("whole milliseconds, from 1 ms to `max_backoff`")
                                .meaning(
                                        "how long a write, or a writer that is away, is left alone after a failure; doubled at each"))
                .option(Option.<Draft, Duration>of("max_backoff", Kind.DURATION, Draft::maxBackoff)
                        .byDefault("30s")
                        .range("whole milliseconds, from `min_backoff` to 365 days")
                        .meaning("at most"));
    }

    private static void room(SectionBuilder<Draft, CachePlan> section) {
        section.option(Option.<Draft, Integer>of(
                                "maximum_writes", Kind.INT, (draft, n) -> draft.say(w -> w.maximumWrites(n)))
                        .byDefault("100000")
                        .atLeast(1)
                        .meaning("how many writes wait at most"))
                .option(Option.<Draft, Long>of(
                                "maximum_bytes", Kind.SIZE, (draft, bytes) -> draft.say(w -> w.maximumBytes(bytes)))
                        .byDefault("64MB")
                        .range("at least 1 B")
                        .meaning("how large the writes that wait are at most"))
                .option(Option.<Draft, WhenFull>of(
                                "when_full", Kind.of(WhenFull.class), (draft, what) -> draft.say(w -> w.whenFull(what)))
                        .byDefault("block")
                        .meaning(
                                "what a caller gets while the queue is full: he waits, is refused, or the write is tried"
                                        + " once in the foreground"))
                .option(Option.<Draft, Duration>of(
                                "max_wait", Kind.DURATION, (draft, time) -> draft.say(w -> w.maxWait(time)))
                        .byDefault("5s")
                        .range("above 0, at most 365 days")
                        .meaning("how long he waits; with `block`"));
    }

    private static void letters(SectionBuilder<Draft, CachePlan> section) {
        section.option(Option.<Draft, Integer>of("dead_letters", Kind.INT, Draft::deadLetters)
                        .byDefault("1000")
                        .atLeast(1)
                        .meaning("how many dead letters are kept at most"))
                .option(Option.<Draft, WhenLettersFull>of(
                                "when_letters_full", Kind.of(WhenLettersFull.class), Draft::whenLettersFull)
                        .byDefault("block")
                        .meaning(
                                "what becomes of a write that is given up and finds no room: it stays in the queue, it is"
                                        + " dropped, or the oldest letter is"))
                .option(
                        Option.<Draft, AfterDeath>of(
                                        "after_death",
                                        Kind.of(AfterDeath.class),
                                        (draft, what) -> draft.say(w -> w.afterDeath(what)))
                                .byDefault("continue")
                                .meaning(
                                        "what becomes of later writes of a key that has a dead letter: they are made, or wait"));
    }

    private static void apply(Draft draft, CachePlan plan) {
        Optional<Boolean> letters = plan.find(Wanted.class).flatMap(Wanted::deadLetters);
        Optional<Journal> journal = plan.find(Journal.class);
        if (letters.orElse(false) || draft.isSaid || journal.isPresent()) {
            give(plan.builder(), draft.writing(letters.orElse(true), journal));
        }
    }

    @SuppressWarnings("unchecked") // without a writer it is of no type
    private static <T> void give(CacheBuilder<T> builder, WriteBehind<?> writing) {
        builder.writeBehind((WriteBehind<T>) writing);
    }

    private static final class Draft {
        private WriteBehind<?> writing = WriteBehind.toCachesWriter();
        private boolean isSaid;
        private boolean isSaidOfLetters;
        private Duration minBackoff = Duration.ofMillis(100);
        private Duration maxBackoff = Duration.ofSeconds(30);

        void say(UnaryOperator<WriteBehind<?>> option) {
            writing = option.apply(writing);
            isSaid = true;
        }

        void minBackoff(Duration min) {
            minBackoff = Rules.wholeMillis("backoff.min", min);
            isSaid = true;
        }

        void maxBackoff(Duration max) {
            maxBackoff = Rules.wholeMillis("backoff.max", max);
            isSaid = true;
        }

        void deadLetters(int most) {
            say(w -> w.deadLetters(most));
            isSaidOfLetters = true;
        }

        void whenLettersFull(WhenLettersFull what) {
            say(w -> w.whenLettersFull(what));
            isSaidOfLetters = true;
        }

        void check() {
            WriteBehind<?> unused = writing.backoff(minBackoff, maxBackoff);
        }

        WriteBehind<?> writing(boolean letters, Optional<Journal> journal) {
            Rules.require(
                    letters || !isSaidOfLetters,
                    "enableDeadLetterQueue",
                    false,
                    "true where writeBehind says something of dead letters");
            WriteBehind<?> all = writing.backoff(minBackoff, maxBackoff);
            all = letters ? all : all.withoutDeadLetters();
            return journal.isPresent() ? all.journal(journal.get()) : all;
        }
    }
}
