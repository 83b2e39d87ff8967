package io.cachex.observability;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** The attributes of spans. */
final class Names {

    static final AttributeKey<String> CACHE = AttributeKey.stringKey("cachex.cache");
    static final AttributeKey<Long> KEYS = AttributeKey.longKey("cachex.keys");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("cachex.operation");
    static final AttributeKey<Long> WAIT = AttributeKey.longKey("cachex.wait_ms");
    static final AttributeKey<String> TIER = AttributeKey.stringKey("cachex.tier");
    static final AttributeKey<Long> FOUND = AttributeKey.longKey("cachex.found");
    static final AttributeKey<Boolean> HIT = AttributeKey.booleanKey("cachex.hit");
    static final AttributeKey<Boolean> STALE = AttributeKey.booleanKey("cachex.stale");
    static final AttributeKey<Boolean> ACQUIRED = AttributeKey.booleanKey("cachex.acquired");
    static final AttributeKey<Long> RETRIED = AttributeKey.longKey("cachex.retried");
    static final AttributeKey<List<String>> KEY_HASHES = AttributeKey.stringArrayKey("cachex.key.hashes");
    static final AttributeKey<List<String>> KEY_NAMES = AttributeKey.stringArrayKey("cachex.key.names");

    /** Of the semantic conventions: exceptions and errors. */
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");

    private Names() {}
}
