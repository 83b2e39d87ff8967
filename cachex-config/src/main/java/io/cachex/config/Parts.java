package io.cachex.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Parts by their types, in the order in which they were shared. For one thread at a time. */
final class Parts {

    private final Map<Class<?>, Object> parts = new LinkedHashMap<>();

    <S> void share(Class<S> type, S part) {
        if (parts.putIfAbsent(type, type.cast(part)) != null) {
            throw new IllegalStateException("there is a " + type.getName() + " already");
        }
    }

    <S> Optional<S> find(Class<S> type) {
        return Optional.ofNullable(parts.get(type)).map(type::cast);
    }

    Map<Class<?>, Object> all() {
        return parts;
    }
}
