package io.cachex.local;

import io.cachex.spi.Invalidation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One namespace of a {@link LocalBus}: numbers its messages and puts them in every subscriber's queue in one order. */
final class LocalChannel {

    private List<LocalSubscription> subscriptions = List.of(); // guarded by this; replaced, never changed
    private long sequence; // guarded by this

    CompletionStage<Void> publish(Invalidation invalidation) {
        List<LocalSubscription> receivers;
        LocalMessage message;
        synchronized (this) {
            receivers = subscriptions;
            long direct = receivers.stream().filter(LocalSubscription::isDirect).count();
            message = new LocalMessage(invalidation.numbered(++sequence), direct);
            for (LocalSubscription receiver : receivers) {
                receiver.add(message);
            }
        }
        // First those that take a thread of their own, so that they need not wait for those that take this one.
        receivers.forEach(LocalSubscription::wakeIfIndirect);
        receivers.forEach(LocalSubscription::drainIfDirect);
        return message.heard();
    }

    synchronized void add(LocalSubscription subscription) {
        List<LocalSubscription> more = new ArrayList<>(subscriptions);
        more.add(subscription);
        subscriptions = more;
    }

    synchronized void remove(LocalSubscription subscription) {
        List<LocalSubscription> fewer = new ArrayList<>(subscriptions);
        fewer.remove(subscription);
        subscriptions = fewer;
    }
}
