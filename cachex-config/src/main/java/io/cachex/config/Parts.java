package io.cachex.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts by their types, in the order in which they were shared. For one thread at a time. */
final class Parts {

    private static final Logger LOG = LoggerFactory.getLogger(Profiles.class);

    private final Map<Class<?>, Object> parts = new LinkedHashMap<>();

    <S> void share(Class<S> type, S part) {
        if (parts.putIfAbsent(type, type.cast(part)) != null) {
            throw new IllegalStateException("there is a " + type.getName() + " already");
        }
    }

    <S> Optional<S> find(Class<S> type) {
        return Optional.ofNullable(parts.get(type)).map(type::cast);
    }

    /** Closes what can be closed, the last first; what fails is logged. */
    void close() {
        List<Object> all = new ArrayList<>(parts.values());
        Collections.reverse(all);
        for (Object part : all) {
            if (part instanceof AutoCloseable closeable) {
                close(closeable);
            }
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) { // the others are to be closed as well
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.warn("{} could not be closed", part, e);
        }
    }

    @Override
    public String toString() {
        return parts.keySet().toString();
    }
}
