package io.cachex.redis;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the bus hears one master: it keeps a {@link BusLine} to it, asks at each heartbeat what it should have heard, and
 * tells {@link BusHearing} of every message and every answer, in the order of the line.
 */
final class BusEar implements Link.Listener<StatefulRedisPubSubConnection<byte[], byte[]>>, BusLine.Ear {

    /** How many namespaces one question asks for. */
    private static final int MOST_ASKED = 500;

    /** A master without a slot numbers nothing; what it publishes all the same puts everybody in doubt. */
    private static final String NOTHING = "nothing";

    private final Shard shard;
    private final BusHearing hearing;
    private final RedisSettings settings;
    private final Link<StatefulRedisPubSubConnection<byte[], byte[]>> link;
    private volatile Pin pin; // written by one step of the hearing at a time
    private final History history = new History();
    private volatile @Nullable BusLine line;

    BusEar(Shard shard, BusHearing hearing, RedisSettings settings) {
        this.shard = shard;
        this.hearing = hearing;
        this.settings = settings;
        this.pin = shard.pin();
        this.link = shard.bus();
    }

    /** To be called once. */
    void begin() {
        link.listen(this);
        link.start();
    }

    Shard shard() {
        return shard;
    }

    Pin pin() {
        return pin;
    }

    /** Takes over where the master numbers its messages; returns whether that is another place. */
    boolean follow() {
        Pin now = shard.pin();
        boolean isOther = now.slot() != pin.slot();
        pin = now;
        return isOther;
    }

    /** Whether everything is heard that this master publishes from now on. */
    boolean isUp() {
        BusLine current = line;
        return current != null && current.isUp;
    }

    /** Whether this line is the one in use. */
    boolean isCurrent(BusLine from) {
        return from == line;
    }

    @Override
    public void onConnected(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
        Heartbeat heartbeat =
                new Heartbeat(settings.bound().toNanos(), settings.time().nanos());
        BusLine made = new BusLine(
                connection,
                heartbeat,
                this,
                List.of(shard.channel(), shard.readyChannel()),
                settings.tracking() ? settings.names().values() : null);
        line = made;
        made.begin();
    }

    @Override
    public void onLost(String reason) {
        BusLine old = line;
        line = null; // before anything else: what still comes over it is not handled any more
        hearing.lost(this, old != null && old.isUp);
    }

    @Override
    public void subscribed(BusLine from) {
        hearing.subscribed(this, from);
    }

    @Override
    public void message(BusLine from, byte[] on, byte[] message) {
        hearing.message(this, from, Arrays.equals(on, shard.readyChannel()), message);
    }

    @Override
    public void changed(BusLine from, List<byte[]> keys) {
        hearing.changed(this, from, keys);
    }

    @Override
    public void doubtful(BusLine from, String reason) {
        hearing.doubtful(this, from, reason);
    }

    @Override
    public void refused(BusLine from) {
        hearing.refused();
    }

    /** A heartbeat, on the timer's thread. */
    void tick(Collection<Topic> topics) {
        BusLine current = line;
        if (current == null) {
            return;
        }
        if (current.heartbeat().isOverdue(settings.time().nanos())) {
            hearing.later(
                    () -> // for it tells listeners: not on the timer's thread
                    link.renew("no heartbeat was answered for "
                            + settings.bound().toMillis() + " ms"));
        } else if (current.isUp) {
            askHistory(current); // which may not have been answered
            askAll(current, topics);
        }
    }

    void askHistory(BusLine on) {
        history.ask(on, answer -> hearing.history(this, on, history, answer));
    }

    void askAll(BusLine on, Collection<Topic> topics) {
        List<Topic> asked = new ArrayList<>(Math.min(topics.size(), MOST_ASKED));
        for (Topic topic : topics) {
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
        long sent = settings.time().nanos();
        Pin at = pin;
        BusScripts.beat(on, shard, at, asked, answer -> hearing.answered(this, on, at, asked, sent, answer));
    }

    /** What a master said of a namespace. */
    void tell(Topic topic, Pin at, List<Object> answer, int place, long until, long now) {
        boolean hasNone = !shard.id().equals(Shard.ALONE) && at.slot() == Pin.NO_SLOT;
        if (hasNone) {
            topic.answer(shard.id(), 0, NOTHING, until, now);
        } else {
            topic.answer(shard.id(), BusScripts.last(answer, place), BusScripts.incarnation(answer, place), until, now);
        }
    }

    void close() {
        line = null;
        link.close();
    }
}
