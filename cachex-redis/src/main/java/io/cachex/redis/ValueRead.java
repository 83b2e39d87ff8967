package io.cachex.redis;

import io.cachex.spi.StoredValue;
import org.jspecify.annotations.Nullable;

/** A read of a key's value; null if it is not there. */
final class ValueRead extends KeyRead<@Nullable StoredValue> {

    ValueRead(String key, Names names) {
        super(key, names);
    }

    @Override
    void found(StoredValue value) {
        complete(value);
    }

    @Override
    void missing() {
        complete(null);
    }
}
