package io.cachex.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All masters, and who has what: one and for ever where a server stands alone, or as the cluster says. In a cluster the map
 * is asked for in the background: at the start, when a node says that a key has moved, when a connection is lost, when
 * heartbeats tell of a change, and until every slot is served.
 */
final class Shards implements AutoCloseable {

    private final Driver driver;
    private final RedisSettings settings;
    private final @Nullable Topology topology; // null where there is but one
    private final ServerClock guess;
    private final List<Runnable> stepListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<SlotMap>> listeners = new ArrayList<>(); // guarded by itself
    private boolean started; // guarded by this
    private boolean closed; // guarded by this
    private volatile SlotMap map = SlotMap.EMPTY; // written under this
    private final Route data = new Route(this, Shard::data);
    private final Route locks = new Route(this, Shard::locks);
    private final Route journals = new Route(this, Shard::journal);

    Shards(Driver driver, RedisSettings settings) {
        this.driver = driver;
        this.settings = settings;
        this.guess = new ServerClock(settings.time());
        if (driver.isCluster()) {
            this.topology = new Topology(driver, settings, this::map, this::found, () -> map.isServed());
        } else {
            this.topology = null;
            this.map = SlotMap.only(shard(Shard.ALONE, driver.endpoints().get(0)));
        }
    }

    /** Begins to connect. Idempotent. */
    void start() {
        synchronized (this) {
            started = true;
        }
        map.masters().forEach(shard -> shard.data().start());
        refresh();
    }

    /** What is known now. */
    SlotMap map() {
        return map;
    }

    /** Asks for the map anew; done when an answer is there, or none is to be had. */
    CompletableFuture<Void> refresh() {
        return topology == null ? CompletableFuture.completedFuture(null) : topology.refresh();
    }

    /** For what is stored. */
    Route data() {
        return data;
    }

    /** For locks, over connections of their own. */
    Route locks() {
        return locks;
    }

    /** For journals, over connections of their own. */
    Route journals() {
        return journals;
    }

    boolean isCluster() {
        return topology != null;
    }

    /** Hears of the map as it is, and of every other one, one at a time; must be quick. */
    void listen(Consumer<SlotMap> listener) {
        synchronized (listeners) {
            listeners.add(listener);
            listener.accept(map);
        }
    }

    /** Hears of every step of a master's clock, as {@link ServerClock#onStep}. */
    void onStep(Runnable listener) {
        stepListeners.add(listener);
    }

    /** The store's clock: that of the owner of the first slot, or of the only server. */
    ServerClock clock() {
        Shard reference = map.reference();
        return reference == null ? guess : reference.clock();
    }

    /** The clock of the master that has a key; or else the store's. */
    ServerClock clockOf(byte[] key) {
        Shard owner = map.of(key);
        return owner == null ? clock() : owner.clock();
    }

    /** The parts of a batch of which each has keys of one slot; one part where there are no slots. */
    <E> Collection<List<E>> bySlot(Collection<E> all, Function<E, byte[]> key) {
        if (topology == null || all.size() < 2) {
            return all.isEmpty() ? List.of() : List.of(List.copyOf(all));
        }
        Map<Integer, List<E>> parts = new LinkedHashMap<>();
        for (E one : all) {
            parts.computeIfAbsent(SlotHash.getSlot(key.apply(one)), slot -> new ArrayList<>(1))
                    .add(one);
        }
        return parts.values();
    }

    /** Whether what is asked for is sent: every slot has a master, and every master is connected. */
    boolean isConnected() {
        return map.isServed();
    }

    /** Where Redis is, for people. */
    String address() {
        return driver.address();
    }

    /** Why nobody is known to have a key. */
    String trouble() {
        return map.masters().isEmpty() && topology != null ? topology.trouble() : "no node has the slot of this key";
    }

    private Shard shard(String id, Endpoint endpoint) {
        ServerClock clock = new ServerClock(settings.time());
        clock.onStep(() -> stepListeners.forEach(Runnable::run));
        Shard shard = new Shard(id, endpoint, settings, clock);
        shard.data().listen(new Link.Listener<StatefulRedisConnection<byte[], byte[]>>() {
            @Override
            public void onLost(String reason) {
                refresh();
            }
        });
        return shard;
    }

    /** One answer at a time. */
    private void found(ClusterNodes nodes) {
        List<Shard> gone = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            Map<String, Shard> before = new HashMap<>();
            map.masters().forEach(shard -> before.put(shard.id(), shard));
            Map<String, Shard> now = new LinkedHashMap<>();
            nodes.masters().values().forEach(master -> {
                Shard shard = before.get(master.id);
                Endpoint endpoint = driver.endpoint(master.host, master.port);
                if (shard == null || !shard.address().equals(endpoint.address())) {
                    shard = shard(master.id, endpoint);
                    if (started) {
                        shard.data().start();
                    }
                }
                shard.pin(Pin.of(shard.pin(), master.id, master.slots));
                now.put(master.id, shard);
            });
            Shard[] owners = new Shard[SlotHash.SLOT_COUNT];
            for (int slot = 0; slot < owners.length; slot++) {
                String owner = nodes.owner(slot);
                owners[slot] = owner == null ? null : now.get(owner);
            }
            before.values().stream().filter(shard -> !now.containsValue(shard)).forEach(gone::add);
            map = SlotMap.of(now.values(), owners);
        }
        synchronized (listeners) {
            listeners.forEach(listener -> listener.accept(map));
        }
        gone.forEach(Shard::close);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        if (topology != null) {
            topology.close();
        }
        map.masters().forEach(Shard::close);
    }

    @Override
    public String toString() {
        return address();
    }
}
