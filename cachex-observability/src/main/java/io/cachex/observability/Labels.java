package io.cachex.observability;

import io.cachex.spi.CacheOperation;
import io.cachex.spi.EvictionCause;
import io.cachex.spi.StoreOperation;
import java.util.List;

/** The values of labels: by mapping, so that they stay what they are when a type gets another name. */
final class Labels {

    /** The keys of our own. */
    static final List<String> OWN =
            List.of("cache", "cause", "component", "operation", "result", "state", "status", "tier");

    static final String CACHE = "cache";
    static final String CAUSE = "cause";
    static final String COMPONENT = "component";
    static final String OPERATION = "operation";
    static final String RESULT = "result";
    static final String STATE = "state";
    static final String STATUS = "status";
    static final String TIER = "tier";

    static final String OK = "ok";
    static final String ERROR = "error";

    private Labels() {}

    static boolean isOwn(String key) {
        return OWN.contains(key);
    }

    static String of(CacheOperation operation) {
        return switch (operation) {
            case GET -> "get";
            case GET_ALL -> "get_all";
            case PUT -> "put";
            case PUT_IF_ABSENT -> "put_if_absent";
            case REPLACE -> "replace";
            case INCREMENT -> "increment";
            case TTL -> "ttl";
            case EXPIRE -> "expire";
            case INVALIDATE -> "invalidate";
            case INVALIDATE_TAG -> "invalidate_tag";
            case CLEAR -> "clear";
            case WRITE_THROUGH -> "write_through";
            case WRITE_BEHIND -> "write_behind";
            case PUBLISH_INVALIDATION -> "publish_invalidation";
        };
    }

    static String of(StoreOperation operation) {
        return switch (operation) {
            case READ -> "store_read";
            case WRITE -> "store_write";
            case REMOVE -> "store_remove";
            case COMPARE_AND_WRITE -> "store_compare_and_write";
            case INCREMENT -> "store_increment";
            case GENERATIONS -> "store_generations";
            case ADVANCE -> "store_advance";
            case READ_OR_LEASE -> "store_read_or_lease";
            case LEASE -> "store_lease";
            case FILL -> "store_fill";
        };
    }

    static String of(EvictionCause cause) {
        return switch (cause) {
            case SIZE -> "size";
            case EXPIRED -> "expired";
            case PRESSURE -> "pressure";
            case HEAP -> "heap";
            case REFUSED -> "refused";
        };
    }
}
