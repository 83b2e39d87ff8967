package io.cachex.redis;

import io.cachex.spi.Invalidation;
import io.cachex.spi.TimeSource;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How the bus hears: it keeps a {@link BusLine}, asks at each heartbeat what it should have heard, and tells the topics of
 * every message, every proof and every doubt, in the order of the line.
 */
final class BusHearing implements Link.Listener<StatefulRedisPubSubConnection<byte[], byte[]>>, BusLine.Ear {

    /** How many namespaces one question asks for. */
    private static final int MOST_ASKED = 500;

    private final Link<StatefulRedisPubSubConnection<byte[], byte[]>> link;
    private final ServerClock clock;
    private final Waits waits;
    private final RedisSettings settings;
    private final Topics topics;
    private final BusCounters counters;
    private final Executor executor;
    private final TimeSource time;
    private final Serial serial = new Serial();
    private final ValueChanges changes;
    private final History history = new History();
    private final byte[] channel;
    private final byte[] readyChannel;
    private TimeSource.@Nullable Scheduled next; // guarded by this
    private boolean closed; // guarded by this
    private volatile @Nullable BusLine line;

    BusHearing(
            Link<StatefulRedisPubSubConnection<byte[], byte[]>> link,
            ServerClock clock,
            Waits waits,
            RedisSettings settings,
            Topics topics,
            BusCounters counters,
            Executor executor) {
        this.link = link;
        this.clock = clock;
        this.waits = waits;
        this.settings = settings;
        this.topics = topics;
        this.counters = counters;
        this.executor = executor;
        this.time = settings.time();
        this.changes = new ValueChanges(settings.names().values(), topics);
        this.channel = Arguments.of(settings.names().invalidationChannel());
        this.readyChannel = Arguments.of(settings.names().readyChannel());
    }

    /** To be called once. */
    void begin() {
        clock.onStep(() -> doubtAll("clock step"));
        link.listen(this);
        link.start();
        tick();
    }

    /** Whether everything is heard that is published from now on. */
    boolean isUp() {
        BusLine current = line;
        return current != null && current.isUp;
    }

    @Override
    public void onConnected(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
        Heartbeat heartbeat = new Heartbeat(settings.bound().toNanos(), time.nanos());
        BusLine made = new BusLine(
                connection,
                heartbeat,
                this,
                List.of(channel, readyChannel),
                settings.tracking() ? settings.names().values() : null);
        line = made;
        made.begin();
    }

    @Override
    public void onLost(String reason) {
        BusLine old = line;
        line = null; // before anything else: what still comes over it is not handled any more
        waits.listening(false);
        if (old != null && old.isUp) {
            serial.run(() -> {
                long now = time.nanos();
                topics.all().forEach(topic -> topic.forget("disconnected", now));
            });
        }
    }

    @Override
    public void subscribed(BusLine from) {
        serial.run(() -> {
            if (from == line) {
                up(from);
            }
        });
    }

    private void up(BusLine from) {
        Collection<Topic> missed;
        synchronized (topics) {
            from.isUp = true; // who begins to listen from now on misses nothing
            missed = List.copyOf(topics.all());
        }
        waits.listening(true);
        counters.connections.increment();
        long now = time.nanos();
        missed.forEach(topic -> topic.forget("connected", now));
        askHistory(from); // before anything is proven
        askAll(from);
    }

    @Override
    public void message(BusLine from, byte[] on, byte[] message) {
        serial.run(() -> {
            if (from != line) {
                return;
            }
            if (Arrays.equals(on, readyChannel)) {
                waits.note(message);
            } else {
                hear(message);
            }
        });
    }

    private void hear(byte[] bytes) {
        Invalidation message;
        try {
            message = Messages.read(bytes);
        } catch (MalformedMessage e) {
            counters.malformed.increment();
            doubtAll(e.reason());
            return;
        }
        Topic topic = topics.find(message.namespace());
        if (topic == null) {
            counters.foreign.increment();
        } else {
            boolean isNews = topic.hear(message, time.nanos()).isNews();
            (isNews ? counters.heard : counters.repeated).increment();
        }
    }

    @Override
    public void changed(BusLine from, List<byte[]> keys) {
        serial.run(() -> {
            if (from == line) {
                changes.tell(keys);
            }
        });
    }

    @Override
    public void doubtful(BusLine from, String reason) {
        if (from == line) {
            doubtAll(reason);
        }
    }

    private void doubtAll(String reason) {
        serial.run(() -> {
            long now = time.nanos();
            topics.all().forEach(topic -> topic.doubt(reason, now));
        });
    }

    /** A heartbeat, on the timer's thread. */
    private void tick() {
        synchronized (this) {
            if (closed) {
                return;
            }
            next = time.schedule(settings.heartbeat(), this::tick);
        }
        BusLine current = line;
        if (current == null) {
            return;
        }
        if (current.heartbeat().isOverdue(time.nanos())) {
            String reason = "no heartbeat was answered for " + settings.bound().toMillis() + " ms";
            executor.execute(() -> link.renew(reason)); // which tells listeners: not on the timer's thread
        } else if (current.isUp) {
            askHistory(current); // which may not have been answered
            askAll(current);
        }
    }

    private void askHistory(BusLine on) {
        history.ask(
                on,
                answer -> serial.run(() -> {
                    if (on == line && history.isAnother(on, answer)) {
                        topics.all().forEach(Topic::lostChanges);
                    }
                }));
    }

    private void askAll(BusLine on) {
        List<Topic> asked = new ArrayList<>(Math.min(topics.all().size(), MOST_ASKED));
        for (Topic topic : topics.all()) {
            asked.add(topic);
            if (asked.size() == MOST_ASKED) {
                ask(on, asked);
                asked = new ArrayList<>(MOST_ASKED);
            }
        }
        ask(on, asked); // also for none: the server's clock is to be known
    }

    /** Asks for one namespace out of turn, so that it is live in a round trip and not in a heartbeat. */
    void ask(Topic topic) {
        BusLine current = line;
        if (current != null && current.isUp) {
            ask(current, List.of(topic));
        }
    }

    private void ask(BusLine on, List<Topic> asked) {
        long sent = time.nanos();
        BusScripts.beat(
                on,
                asked,
                answer -> serial.run(() -> {
                    if (on == line) {
                        answered(on, asked, sent, answer);
                    }
                }));
    }

    private void answered(BusLine on, List<Topic> asked, long sent, List<Object> answer) {
        long now = time.nanos();
        long until = on.heartbeat().answered(sent);
        if (clock.observe(Answers.micros(answer), sent, now)) {
            return; // all are in doubt
        }
        for (int i = 0; i < asked.size(); i++) {
            asked.get(i).answer(BusScripts.last(answer, i), BusScripts.incarnation(answer, i), until, now);
        }
    }

    void close() {
        synchronized (this) {
            closed = true;
            if (next != null) {
                next.cancel();
            }
        }
        line = null;
        link.close();
    }
}
