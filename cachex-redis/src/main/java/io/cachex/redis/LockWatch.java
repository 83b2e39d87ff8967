package io.cachex.redis;

import io.cachex.spi.Lease.Loss;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server at each interval, and as soon as there is a new connection, whether it still knows the locks that are held
 * here. So a holder learns at once that the server was restarted without its data, or replaced by one that had not heard of
 * the lock, and within an interval that somebody deleted the key, or that the server's clock was stepped, which ends locks
 * too early or too late. Idle while nothing is held.
 */
final class LockWatch {

    /** How many locks one question asks for. */
    private static final int MOST_ASKED = 500;

    private static final Script HELD = Script.of("lockheld.lua");

    private final Shards shards;
    private final Names names;
    private final TimeSource time;
    private final Duration interval;
    private final Map<RedisLease, Consumer<Loss>> held = new ConcurrentHashMap<>(); // a lease equals itself only
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<Shard, ServerRun> runs = new ConcurrentHashMap<>();

    LockWatch(Shards shards, RedisSettings settings) {
        this.shards = shards;
        this.names = settings.names();
        this.time = settings.time();
        this.interval = settings.heartbeat();
        shards.onStep(this::stepped);
    }

    void add(RedisLease lease, Consumer<Loss> gone) {
        held.put(lease, gone);
        if (looking.compareAndSet(false, true)) {
            plan();
        }
    }

    void remove(RedisLease lease) {
        held.remove(lease);
    }

    /** Locks may be taken from these masters; connects to those that are new. */
    void attend(Collection<Shard> masters) {
        runs.keySet().retainAll(masters);
        for (Shard shard : masters) {
            runs.computeIfAbsent(shard, added -> {
                ServerRun run = new ServerRun(() -> connected(added));
                added.locks(run);
                return run;
            });
        }
    }

    /** Learns which server it is, at the least. */
    private void connected(Shard shard) {
        if (held.isEmpty()) {
            ServerRun run = runs.get(shard);
            if (run != null) {
                shard.locks()
                        .send(HELD.byText(List.of(), List.of(Arguments.of(1))))
                        .thenAccept(answer -> run.answered(Answers.text(answer.get(2)), run.last()));
            }
        } else {
            askAll();
        }
    }

    private void plan() {
        time.schedule(interval, this::look);
    }

    /**
     * On the timer's thread.
     *
     * <p>The race with a new lease: (1) the look finds nothing, (2) the lease is added and finds the watch looking, (3) the
     * watch stops. So it stops first and looks again.
     */
    private void look() {
        held.keySet().removeIf(RedisLease::isOver);
        if (held.isEmpty()) {
            looking.set(false);
            if (held.isEmpty() || !looking.compareAndSet(false, true)) {
                return;
            }
        }
        plan();
        askAll();
    }

    private void askAll() {
        shards.bySlot(List.copyOf(held.keySet()), lease -> names.lock(lease.name()))
                .forEach(part -> Chunks.of(part, MOST_ASKED).forEach(this::ask));
    }

    private void ask(List<RedisLease> asked) {
        List<byte[]> keys =
                asked.stream().map(lease -> names.lock(lease.name())).toList();
        Question question = new Question(asked.stream().map(RedisLease::owner).toList());
        long sent = time.nanos();
        shards.locks().run(HELD, keys, question::of).thenAccept(answer -> {
            shards.clockOf(keys.get(0)).observe(Answers.micros(answer), sent, time.nanos());
            boolean changed =
                    question.run != null && question.run.answered(Answers.text(answer.get(2)), question.before);
            for (int i = 0; i < asked.size(); i++) {
                if (!Long.valueOf(1).equals(answer.get(i + 3))) {
                    gone(asked.get(i), changed ? Loss.SERVER_CHANGED : Loss.TAKEN);
                }
            }
        });
    }

    /** What is said to the master that has the locks, whoever that turns out to be. */
    private final class Question {

        private final List<String> owners;
        private volatile @Nullable ServerRun run; // of the master that was asked last
        private volatile @Nullable String before;

        Question(List<String> owners) {
            this.owners = owners;
        }

        List<byte[]> of(Shard shard) {
            ServerRun asked = runs.get(shard);
            run = asked;
            before = asked == null ? null : asked.last();
            List<byte[]> arguments = new ArrayList<>(owners.size() + 1);
            arguments.add(Arguments.of(asked != null && asked.isWanted() ? 1 : 0));
            owners.forEach(owner -> arguments.add(Arguments.of(owner)));
            return arguments;
        }
    }

    private void stepped() {
        held.keySet().forEach(lease -> gone(lease, Loss.CLOCK_STEP));
    }

    private void gone(RedisLease lease, Loss cause) {
        Consumer<Loss> told = held.remove(lease);
        if (told != null) {
            told.accept(cause);
        }
    }
}
