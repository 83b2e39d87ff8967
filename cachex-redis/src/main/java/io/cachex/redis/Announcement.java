package io.cachex.redis;

import io.cachex.spi.Invalidation;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is published of a change that is made in several steps: each step tells of its own keys. For one change. */
final class Announcement {

    private final @Nullable Invalidation message;
    private final Set<String> untold;

    /**
     * Of a message.
     *
     * @param message null if nothing is to be published
     */
    Announcement(@Nullable Invalidation message) {
        this.message = message;
        this.untold = message == null ? Set.of() : new HashSet<>(message.keys());
    }

    /** The namespace; null if nothing is published. */
    @Nullable
    String namespace() {
        return message == null ? null : message.namespace();
    }

    /**
     * The beginnings of the messages of one step.
     *
     * @param keys the store's keys that it changes
     * @param isLast whether no step follows: it tells what none has told
     * @throws IllegalArgumentException if it cannot be told within a message's limit
     */
    List<byte[]> heads(Collection<String> keys, boolean isLast) {
        if (message == null) {
            return List.of();
        }
        if (isLast && untold.size() == message.keys().size()) {
            return Messages.heads(message);
        }
        Set<String> told = new HashSet<>();
        String prefix = message.namespace() + ':';
        for (String key : keys) {
            String userKey = key.startsWith(prefix) ? key.substring(prefix.length()) : key;
            if (untold.remove(userKey)) {
                told.add(userKey);
            }
        }
        if (isLast) {
            told.addAll(untold);
        }
        return told.isEmpty()
                ? List.of()
                : Messages.heads(new Invalidation(
                        message.source(),
                        message.namespace(),
                        0,
                        0,
                        message.kind(),
                        told,
                        message.tags(),
                        message.generation()));
    }
}
