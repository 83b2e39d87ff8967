package io.cachex.benchmarks.before;

import com.alicp.jetcache.anno.CacheInvalidate;
import com.alicp.jetcache.anno.CachePenetrationProtect;
import com.alicp.jetcache.anno.CacheRefresh;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.anno.Cached;
import io.cachex.benchmarks.before.Database.User;

/** JetCache with a local and a remote level. */
class JetCacheUsers {

    private final Database db;

    JetCacheUsers(Database db) {
        this.db = db;
    }

    @Cached(
            name = "users:",
            key = "#id",
            cacheType = CacheType.BOTH,
            syncLocal = true,
            localLimit = 10_000,
            expire = 300)
    @CacheRefresh(refresh = 240, stopRefreshAfterLastAccess = 3_600)
    @CachePenetrationProtect
    public User find(String id) {
        return db.findUser(id);
    }

    @CacheInvalidate(name = "users:", key = "#user.id")
    public void save(User user) {
        db.saveUser(user);
    }
}
