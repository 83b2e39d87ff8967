package io.cachex.redis;

/** The store's scripts. Their texts say what they take and answer. */
final class Scripts {

    static final Script PUT = script("put.lua");
    static final Script REMOVE = script("remove.lua");
    static final Script COMPARE = script("compare.lua");
    static final Script READ_OR_LEASE = script("readorlease.lua");
    static final Script LEASE = script("lease.lua");
    static final Script TAKE_OVER = script("takeover.lua");
    static final Script FILL = script("fill.lua");
    static final Script RENEW = script("renew.lua");
    static final Script RELEASE = script("release.lua");
    static final Script INCREMENT = script("increment.lua");
    static final Script ADVANCE = script("advance.lua");
    static final Script RESTORE = script("restore.lua");

    private Scripts() {}

    private static Script script(String resource) {
        return Script.of("common.lua", resource);
    }
}
