package io.cachex;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Which dead letters are meant: those to which everything here applies. {@link #all()} means all of them; each other method
 * narrows it. Immutable.
 */
public final class LetterFilter {

    private static final LetterFilter ALL = new LetterFilter(letter -> true, Duration.ZERO, "all");

    private final Predicate<DeadLetter<?>> matches;
    private final Duration olderThan;
    private final String text;

    private LetterFilter(Predicate<DeadLetter<?>> matches, Duration olderThan, String text) {
        this.matches = matches;
        this.olderThan = olderThan;
        this.text = text;
    }

    /** All dead letters. */
    public static LetterFilter all() {
        return ALL;
    }

    /** Of this key only. */
    public LetterFilter key(String key) {
        Rules.notNull("key", key);
        return and(letter -> letter.key().equals(key), "of one key");
    }

    /** Of keys that begin so. */
    public LetterFilter keyPrefix(String prefix) {
        Rules.notNull("keyPrefix", prefix);
        return and(letter -> letter.key().startsWith(prefix), "of keys with a prefix");
    }

    /** Whose last failure was of this class: its full name, or its last part. */
    public LetterFilter error(String type) {
        Rules.notNull("error", type);
        return and(
                letter -> letter.errorType().equals(type) || letter.errorType().endsWith('.' + type),
                "failed by " + type);
    }

    /** That failed last at least so long ago: zero or more. */
    public LetterFilter olderThan(Duration age) {
        Rules.zeroOrMore("olderThan", age);
        return new LetterFilter(matches, age, text + ", older than " + age);
    }

    private LetterFilter and(Predicate<DeadLetter<?>> more, String told) {
        return new LetterFilter(matches.and(more), olderThan, text + ", " + told);
    }

    boolean includes(DeadLetter<?> letter, long nowMillis) {
        return matches.test(letter) && nowMillis - letter.lastFailure().toEpochMilli() >= olderThan.toMillis();
    }

    /** What it asks for, without keys. */
    @Override
    public String toString() {
        return text;
    }
}
