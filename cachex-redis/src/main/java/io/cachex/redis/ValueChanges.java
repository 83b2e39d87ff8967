package io.cachex.redis;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listeners of a namespace which of its values have changed in Redis: as a removal, without a number, from a
 * source that is no cache. Keys that are no cache's are left out: no copy can have come from them.
 */
final class ValueChanges {

    /** The source of what Redis tells by itself. */
    static final String SOURCE = "redis";

    private final byte[] start;
    private final Topics topics;

    /**
     * For these listeners.
     *
     * @param start what the keys of all values begin with
     */
    ValueChanges(byte[] start, Topics topics) {
        this.start = start;
        this.topics = topics;
    }

    /** The values at these keys are not what they were. */
    void tell(List<byte[]> keys) {
        Map<String, Set<String>> changed = new HashMap<>();
        for (byte[] key : keys) {
            String text = storeKey(key);
            if (text != null) {
                sort(text, changed);
            }
        }
        changed.forEach((namespace, userKeys) -> {
            Topic topic = topics.find(namespace);
            if (topic != null) {
                topic.tell(Invalidation.ofKeys(SOURCE, namespace, Kind.REMOVE, userKeys, 0));
            }
        });
    }

    /** The store's key is {@code namespace:userKey}, and both may have colons: it counts for every namespace it may be of. */
    private void sort(String text, Map<String, Set<String>> changed) {
        int most = topics.longestNamespace();
        for (int colon = text.indexOf(':'); colon >= 0 && colon <= most; colon = text.indexOf(':', colon + 1)) {
            String namespace = text.substring(0, colon);
            if (topics.find(namespace) != null) {
                changed.computeIfAbsent(namespace, unknown -> new HashSet<>()).add(text.substring(colon + 1));
            }
        }
    }

    private @Nullable String storeKey(byte[] key) {
        boolean isValue = key.length > start.length && key[key.length - 1] == '}';
        for (int i = 0; isValue && i < start.length; i++) {
            isValue = key[i] == start[i];
        }
        return isValue ? KeyText.unescaped(key, start.length, key.length - 1) : null;
    }
}
