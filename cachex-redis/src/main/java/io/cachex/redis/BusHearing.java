package io.cachex.redis;

import io.cachex.spi.Invalidation;
import io.cachex.spi.TimeSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How the bus hears: with an {@link BusEar} for each master. It tells the topics of every message, every proof and every
 * doubt, one at a time, and those of one master in the order of its line.
 */
final class BusHearing {

    private final Shards shards;
    private final Waits waits;
    private final RedisSettings settings;
    private final Topics topics;
    private final BusCounters counters;
    private final Executor executor;
    private final TimeSource time;
    private final Serial serial = new Serial();
    private final ValueChanges changes;
    private final ClusterView view; // used by one step at a time
    private volatile Map<String, BusEar> ears = Map.of(); // by the master's id; written by one step at a time
    private TimeSource.@Nullable Scheduled next; // guarded by this
    private boolean closed; // guarded by this

    BusHearing(
            Shards shards,
            Waits waits,
            RedisSettings settings,
            Topics topics,
            BusCounters counters,
            Executor executor) {
        this.shards = shards;
        this.waits = waits;
        this.settings = settings;
        this.topics = topics;
        this.counters = counters;
        this.executor = executor;
        this.time = settings.time();
        this.changes = new ValueChanges(settings.names().values(), topics);
        this.view = new ClusterView(settings.heartbeat().toNanos());
    }

    /** To be called once. */
    void begin() {
        shards.onStep(() -> doubtAll("clock step"));
        shards.listen(map -> serial.run(() -> masters(map)));
        tick();
    }

    /** Whether everything is heard that is published from now on. */
    boolean isUp() {
        Map<String, BusEar> current = ears;
        return !current.isEmpty() && current.values().stream().allMatch(BusEar::isUp);
    }

    /** The masters are these, with these slots. */
    private void masters(SlotMap map) {
        Map<String, BusEar> before = ears;
        Map<String, BusEar> now = new LinkedHashMap<>();
        for (Shard shard : map.masters()) {
            BusEar ear = before.get(shard.id());
            now.put(shard.id(), ear != null && ear.shard() == shard ? ear : new BusEar(shard, this, settings));
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            ears = now;
        }
        view.masters(now.keySet());
        long moment = time.nanos();
        if (topics.masters(now.keySet(), moment)) {
            tellDoubt("the cluster has other masters", moment);
        }
        if (!now.keySet().containsAll(before.keySet())) { // a replica that took over may lack what its master had
            topics.all().forEach(Topic::lostChanges);
        }
        before.values().stream().filter(ear -> now.get(ear.shard().id()) != ear).forEach(BusEar::close);
        now.forEach((id, ear) -> {
            if (before.get(id) != ear) {
                ear.begin();
            } else if (ear.follow()) {
                topics.all().forEach(topic -> topic.forget(id, "messages are numbered elsewhere", moment));
            }
        });
        waits.listening(isUp());
    }

    /** An ear's connection is gone. */
    void lost(BusEar ear, boolean wasUp) {
        waits.listening(false);
        if (wasUp) {
            serial.run(() -> {
                long now = time.nanos();
                topics.all().forEach(topic -> topic.forget(ear.shard().id(), "disconnected", now));
            });
        }
        shards.refresh();
    }

    /** An ear's connection hears everything from now on. */
    void subscribed(BusEar ear, BusLine from) {
        serial.run(() -> {
            if (ear.isCurrent(from)) {
                up(ear, from);
            }
        });
    }

    private void up(BusEar ear, BusLine from) {
        Collection<Topic> missed;
        synchronized (topics) {
            from.isUp = true; // who begins to listen from now on misses nothing
            missed = List.copyOf(topics.all());
        }
        waits.listening(isUp());
        counters.connections.increment();
        long now = time.nanos();
        missed.forEach(topic -> topic.forget(ear.shard().id(), "connected", now));
        ear.askHistory(from); // before anything is proven
        ear.askAll(from, topics.all());
    }

    void message(BusEar ear, BusLine from, boolean isNote, byte[] message) {
        serial.run(() -> {
            if (!ear.isCurrent(from)) {
                return;
            }
            if (isNote) {
                waits.note(message);
            } else {
                hear(ear, message);
            }
        });
    }

    private void hear(BusEar ear, byte[] bytes) {
        Invalidation message;
        try {
            message = Messages.read(bytes, ear.pin().slot());
        } catch (MalformedMessage e) {
            counters.malformed.increment();
            doubtAll(e.reason());
            return;
        }
        if (message.sequence() == 0) {
            shards.refresh(); // its sender may see other slots than we do
        }
        Topic topic = topics.find(message.namespace());
        if (topic == null) {
            counters.foreign.increment();
        } else {
            boolean isNews = topic.hear(ear.shard().id(), message, time.nanos()).isNews();
            (isNews ? counters.heard : counters.repeated).increment();
            if (isLate(bytes, ear.shard().clock())) {
                counters.late.increment();
            }
        }
    }

    /** By the clock of the server that published it; late or not, the message has been applied. */
    private boolean isLate(byte[] message, ServerClock clock) {
        long published = Messages.publishedMicros(message);
        return published > 0
                && clock.micros() - published > settings.messageTimeout().toNanos() / 1_000;
    }

    /** The values at these keys of a master are not what they were. */
    void changed(BusEar ear, BusLine from, List<byte[]> keys) {
        serial.run(() -> {
            if (ear.isCurrent(from)) {
                changes.tell(keys);
            }
        });
    }

    /** What a master told of its keys cannot be understood, or is everything. */
    void doubtful(BusEar ear, BusLine from, String reason) {
        if (ear.isCurrent(from)) {
            doubtAll(reason);
        }
    }

    /** A master told which history its data has. */
    void history(BusEar ear, BusLine from, History history, List<Object> answer) {
        serial.run(() -> {
            if (ear.isCurrent(from) && history.isAnother(from, answer)) {
                topics.all().forEach(Topic::lostChanges);
            }
        });
    }

    private void doubtAll(String reason) {
        serial.run(() -> tellDoubt(reason, time.nanos()));
    }

    private void tellDoubt(String reason, long now) {
        topics.all().forEach(topic -> topic.doubt(reason, now));
    }

    private void tick() {
        synchronized (this) {
            if (closed) {
                return;
            }
            next = time.schedule(settings.heartbeat(), this::tick);
        }
        ears.values().forEach(ear -> ear.tick(topics.all()));
    }

    /** Asks for one namespace out of turn, so that it is live in a round trip and not in a heartbeat. */
    void ask(Topic topic) {
        ears.values().forEach(ear -> ear.ask(topic));
    }

    /** A heartbeat was answered. */
    void answered(BusEar ear, BusLine on, Pin at, List<Topic> asked, long sent, List<Object> answer) {
        serial.run(() -> {
            if (ear.isCurrent(on)) {
                prove(ear, on, at, asked, sent, answer);
            }
        });
    }

    private void prove(BusEar ear, BusLine on, Pin at, List<Topic> asked, long sent, List<Object> answer) {
        long now = time.nanos();
        long until = on.heartbeat().answered(sent);
        if (ear.shard().clock().observe(Answers.micros(answer), sent, now)) {
            return; // all are in doubt
        }
        String seen = BusScripts.view(answer);
        ClusterView.Proof proof = view.answered(ear.shard().id(), seen, sent, now);
        if (proof == ClusterView.Proof.BROKEN) {
            tellDoubt("the cluster changed", now);
        }
        if (proof == ClusterView.Proof.GIVEN && at.slot() == ear.pin().slot()) {
            for (int i = 0; i < asked.size(); i++) {
                ear.tell(asked.get(i), at, answer, i, until, now);
            }
        } else if (!view.namesAll(seen)) {
            shards.refresh();
        }
    }

    /** A heartbeat was refused: the master may not have the slot any more in which it numbers its messages. */
    void refused() {
        shards.refresh();
    }

    /** Runs a step on a thread of the bus. */
    void later(Runnable step) {
        executor.execute(step);
    }

    void close() {
        Map<String, BusEar> open;
        synchronized (this) {
            closed = true;
            open = ears;
            ears = Map.of();
            if (next != null) {
                next.cancel();
            }
        }
        open.values().forEach(BusEar::close);
    }
}
