package io.cachex.redis;

import io.cachex.spi.JournalEntry;
import io.lettuce.core.RedisNoScriptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What one owner does with a journal: each step is one script, at the master that has the journal. All are sent on one
 * connection and executed in the order of the calls.
 *
 * <p>That is why a script that the server turns out not to know fails, and is not sent again by its text: (1) an append is
 * sent by its hash, (2) another one by its text, (3) the server does not know the first and executes the second. Scripts are
 * sent by their text at first, and on every new connection.
 */
final class JournalSteps {

    /** Which of the two streams. */
    enum Place {
        WRITES("w"),
        LETTERS("d"),
        /** In whichever it is. */
        ANY("*");

        private final String code;

        Place(String code) {
            this.code = code;
        }

        byte[] argument() {
            return Arguments.of(code);
        }

        static Place of(Object code) {
            return Answers.text(code).equals(WRITES.code) ? WRITES : LETTERS;
        }
    }

    /**
     * What a dead owner has left.
     *
     * @param number its number in its stream
     * @param fields fields and values by turns
     */
    record Left(Place place, String number, String owner, List<Object> fields) {}

    private static final Script PUT = script("journalput.lua");
    private static final Script FORGET = script("journalforget.lua");
    private static final Script SIGN = script("journalsign.lua");
    private static final Script READ = script("journalread.lua");
    private static final Script CLAIM = script("journalclaim.lua");

    private static final int MOST_FORGOTTEN = 500; // in one script
    private static final byte[] MOST_READ = Arguments.of(200);
    private static final byte[] MOST_READ_BYTES = Arguments.of(1 << 20);

    private final Shards shards;
    private final List<byte[]> keys;
    private final String name;
    private final byte[] owner;
    private final byte[] silence;
    private final Set<Script> known = ConcurrentHashMap.newKeySet(); // by the server

    /**
     * Steps of an owner.
     *
     * @param keys as {@link Names#journal} tells them
     * @param silence for how long it counts as alive after a sign
     */
    JournalSteps(Shards shards, List<byte[]> keys, String owner, Duration silence) {
        this.shards = shards;
        this.keys = keys;
        this.name = owner;
        this.owner = Arguments.of(owner);
        this.silence = Arguments.of(silence.toNanos() / 1_000);
    }

    /** Says where the journal is. */
    byte[] key() {
        return keys.get(0);
    }

    /** Its random name. */
    String owner() {
        return name;
    }

    /**
     * Puts a record to the writes or to the letters, and takes that of its id away from the others. False, and nothing is
     * done, if the id is another owner's.
     */
    CompletableFuture<Boolean> put(Place place, JournalEntry entry, List<byte[]> record) {
        List<byte[]> rest = new ArrayList<>(List.of(owner, silence, place.argument(), KeyText.utf8(entry.id())));
        rest.addAll(record);
        return inTime(PUT, rest).thenApply(answer -> Long.valueOf(1).equals(answer.get(0)));
    }

    /** Forgets those of these ids that are this owner's and there. */
    CompletableFuture<Void> forget(Place place, Collection<String> ids) {
        List<CompletableFuture<List<Object>>> parts = new ArrayList<>();
        for (List<String> part : Chunks.of(ids, MOST_FORGOTTEN)) {
            List<byte[]> rest = new ArrayList<>(List.of(owner, place.argument()));
            part.forEach(id -> rest.add(KeyText.utf8(id)));
            parts.add(inTime(FORGET, rest));
        }
        return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]));
    }

    /** Tells that the owner lives; answers the server's time in microseconds. */
    CompletableFuture<Long> sign() {
        return run(SIGN, List.of(owner, silence)).thenApply(Answers::micros);
    }

    /** Lets go of all that is the owner's. */
    CompletableFuture<?> letGo() {
        return run(SIGN, List.of(owner, Arguments.of(0)));
    }

    /** Some of what dead owners have left, but for these owners; nothing if nothing is left. */
    CompletableFuture<List<Left>> read(Collection<String> but) {
        List<byte[]> arguments = new ArrayList<>(List.of(owner, silence, MOST_READ, MOST_READ_BYTES));
        but.forEach(passed -> arguments.add(Arguments.of(passed)));
        return run(READ, arguments)
                .thenApply(answer -> answer.stream().map(JournalSteps::left).toList());
    }

    /** Makes what was read this owner's; says of each whether it is now. */
    CompletableFuture<List<Boolean>> claim(List<Left> left, List<String> ids) {
        List<byte[]> arguments = new ArrayList<>(List.of(owner, silence));
        for (int i = 0; i < left.size(); i++) {
            arguments.add(left.get(i).place.argument());
            arguments.add(Arguments.of(left.get(i).number));
            arguments.add(KeyText.utf8(ids.get(i)));
        }
        return run(CLAIM, arguments)
                .thenApply(answer ->
                        answer.stream().map(one -> Long.valueOf(1).equals(one)).toList());
    }

    @SuppressWarnings("unchecked") // a list of the script's
    private static Left left(Object found) {
        List<Object> parts = (List<Object>) found;
        return new Left(Place.of(parts.get(0)), Answers.text(parts.get(1)), Answers.text(parts.get(2)), (List<Object>)
                parts.get(3));
    }

    /** There is another connection, and perhaps another server. */
    void connected() {
        known.clear();
    }

    /** With the moment, by the clock of the master, after which it must not be executed any more. */
    private CompletableFuture<List<Object>> inTime(Script script, List<byte[]> rest) {
        Function<Shard, List<byte[]>> arguments = shard ->
                Stream.concat(Stream.of(shard.patience()), rest.stream()).toList();
        Route route = shards.journals();
        if (!known.contains(script)) {
            return route.runInOrder(script, keys, arguments).whenComplete((answer, failure) -> {
                if (failure == null) {
                    known.add(script);
                }
            });
        }
        return route.send(script.byHash(keys, arguments)).whenComplete((answer, failure) -> {
            if (failure != null && RedisFailures.unwrapped(failure) instanceof RedisNoScriptException) {
                known.remove(script);
            }
        });
    }

    private CompletableFuture<List<Object>> run(Script script, List<byte[]> arguments) {
        return shards.journals().runInOrder(script, keys, shard -> arguments);
    }

    private static Script script(String resource) {
        return Script.of("journal.lua", resource);
    }
}
