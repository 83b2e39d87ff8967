package io.cachex.resilience.upstream;

import io.cachex.spi.Subscription;
import io.cachex.spi.TimeSource;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Those who want to know how the upstreams are. */
final class Listeners {

    private final String name;
    private final TimeSource time;
    private final Executor executor;
    private final Set<Listener> listeners = new CopyOnWriteArraySet<>();

    Listeners(String name, TimeSource time, Executor executor) {
        this.name = name;
        this.time = time;
        this.executor = executor;
    }

    Subscription add(Consumer<UpstreamsHealth> action) {
        Listener listener = new Listener(action);
        listeners.add(listener);
        return listener;
    }

    /** Tells all of them. Neither blocks nor throws. */
    void tell(Members.Numbered state) {
        for (Listener listener : listeners) {
            listener.latest.offer(state);
        }
    }

    void close() {
        listeners.forEach(Listener::close);
    }

    private final class Listener implements Subscription {

        private final Latest latest;

        Listener(Consumer<UpstreamsHealth> action) {
            this.latest = new Latest(name, action, time, executor);
        }

        @Override
        public boolean isActive() {
            return listeners.contains(this);
        }

        @Override
        public void close() {
            listeners.remove(this);
            latest.close();
        }
    }
}
