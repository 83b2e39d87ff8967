package io.cachex.redis;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.redis.JournalSteps.Place;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal while it is open: one owner, which gives signs of life, and makes up for what got lost on the way.
 *
 * <p>What a step that was not answered has done is not known. So an append whose answer was lost is followed by a
 * forgetting, until that is answered: its caller was told that it is not accepted. A move between writes and letters may be
 * asked for again; until it is, what is then forgotten is forgotten wherever it is.
 */
final class OpenJournal {

    /** In how many parts the time is divided after which silence is death. */
    private static final int SIGNS = 5;

    /** For how much longer than its timeout a step may be executed: more than the server allows for. */
    private static final long SLACK_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);

    private final JournalSteps steps;
    private final Shards shards;
    private final RedisSettings settings;
    private final TimeSource time;
    private final Duration silence;
    private final Consumer<OpenJournal> ended;
    private final Owed owed;
    private final TakeOver takeOver;
    private final Set<String> unsure = ConcurrentHashMap.newKeySet(); // in the writes or in the letters
    private TimeSource.@Nullable Scheduled next; // guarded by this, as what follows
    private long heardNanos; // when the last sign was sent that was answered
    private boolean wasHeard;
    private boolean isMute;
    private volatile boolean closed; // written under this

    OpenJournal(
            JournalSteps steps, Shards shards, RedisSettings settings, Duration silence, Consumer<OpenJournal> ended) {
        this.steps = steps;
        this.shards = shards;
        this.settings = settings;
        this.time = settings.time();
        this.silence = silence;
        this.ended = ended;
        this.owed = new Owed(steps);
        this.takeOver = new TakeOver(steps);
    }

    byte[] key() {
        return steps.key();
    }

    /**
     * What there is, if Redis is there; begins to give signs of life.
     *
     * @throws JournalException if it may not be used, or something is there that cannot be read
     */
    Contents begin() {
        synchronized (this) {
            next = time.schedule(silence.dividedBy(SIGNS), this::tick);
        }
        awaitFirstAttempt();
        Contents found = Contents.nothing();
        JournalException failure = null;
        try {
            found = takeOver.run().join();
        } catch (CompletionException e) {
            failure = JournalFailures.of(e);
            LOG.info("the journal opens empty, and hands over later what it holds: {}", failure.getMessage());
        }
        JournalException unreadable = takeOver.unreadable();
        if (unreadable == null && failure != null && failure.reason() == Reason.UNUSABLE) {
            unreadable = failure;
        }
        if (unreadable != null) {
            close();
            throw unreadable;
        }
        return found;
    }

    private void awaitFirstAttempt() {
        Duration most = settings.connectTimeout().plus(settings.commandTimeout());
        try {
            Journals.firstAttempt(shards, key()).get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("no first attempt to connect has ended within {}", most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    CompletableFuture<Contents> takeOver() {
        return takeOver.run();
    }

    CompletableFuture<Void> append(JournalEntry entry) {
        int bytes = entry.value().length;
        if (bytes > settings.maximumValueBytes()) {
            return CompletableFuture.failedFuture(JournalFailures.tooLarge(bytes, settings.maximumValueBytes()));
        }
        long sent = time.nanos();
        return put(Place.WRITES, entry, JournalRecord.of(entry), () -> {
                    if (entry.redrives() == 0) {
                        long until = sent + settings.commandTimeout().toNanos() + SLACK_NANOS;
                        owed.add(Place.WRITES, List.of(entry.id()), until);
                    } else {
                        unsure.add(entry.id()); // it is a write, or still a letter
                    }
                })
                .thenAccept(isOwn -> {
                    if (!isOwn) {
                        throw JournalFailures.taken();
                    }
                });
    }

    /** Does nothing for a write that another node has taken over: what becomes of it is for that node to say. */
    CompletableFuture<Void> park(DeadEntry letter) {
        JournalEntry entry = letter.entry();
        return put(Place.LETTERS, entry, JournalRecord.of(letter), () -> unsure.add(entry.id()))
                .thenAccept(isOwn -> {
                    if (!isOwn) {
                        LOG.info("write {} is not parked: another node has taken it over", entry.id());
                    }
                });
    }

    private CompletableFuture<Boolean> put(Place place, JournalEntry entry, List<byte[]> record, Runnable inDoubt) {
        owed.remove(entry.id());
        return steps.put(place, entry, record).whenComplete((done, failure) -> {
            if (failure == null) {
                unsure.remove(entry.id());
            } else if (RedisFailures.isUnknown(failure)) {
                inDoubt.run();
            }
        });
    }

    CompletableFuture<Void> forget(Place place, Collection<String> ids) {
        List<String> sure = new ArrayList<>(ids.size());
        List<String> anywhere = new ArrayList<>();
        ids.forEach(id -> (unsure.remove(id) ? anywhere : sure).add(id));
        return anywhere.isEmpty()
                ? forgetThere(place, sure)
                : CompletableFuture.allOf(forgetThere(place, sure), forgetThere(Place.ANY, anywhere));
    }

    private CompletableFuture<Void> forgetThere(Place place, List<String> ids) {
        long now = time.nanos();
        return steps.forget(place, ids).whenComplete((done, failure) -> {
            if (failure != null) {
                owed.add(place, ids, now);
            } else {
                owed.paid(place, ids, now);
            }
        });
    }

    private void tick() {
        synchronized (this) {
            if (closed || isMute) {
                return;
            }
            next = time.schedule(silence.dividedBy(SIGNS), this::tick);
        }
        sign();
    }

    /** The master, or another one, is connected anew. */
    void connected() {
        steps.connected();
        owed.oweAgain(time.nanos());
        sign();
    }

    /** Gives a sign of life, and asks once more for what was not answered. */
    private void sign() {
        long sent = time.nanos();
        steps.sign().thenAccept(micros -> {
            shards.clockOf(key()).observe(micros, sent, time.nanos());
            heard(sent);
        });
        if (!owed.isEmpty()) {
            owed.pay(sent);
        }
    }

    private void heard(long sent) {
        Duration silent;
        synchronized (this) {
            silent = wasHeard ? Duration.ofNanos(sent - heardNanos) : Duration.ZERO;
            heardNanos = sent;
            wasHeard = true;
        }
        if (silent.compareTo(silence) > 0) {
            LOG.warn(
                    "the journal's owner {} was not heard for {} ms: others may have taken over its writes, which are then"
                            + " made twice",
                    steps.owner(),
                    silent.toMillis());
        }
    }

    /** Lets go of everything, so that the next who asks has it. Waits for the answer, at most for the command's timeout. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (next != null) {
                next.cancel();
            }
        }
        if (!owed.isEmpty()) {
            owed.pay(time.nanos());
        }
        steps.letGo().handle((done, failure) -> done).join();
        ended.accept(this);
    }

    boolean isClosed() {
        return closed;
    }

    /** Gives no sign any more, as a process does not that was killed or paused. For tests. */
    synchronized void abandon() {
        isMute = true;
        ended.accept(this);
    }
}
