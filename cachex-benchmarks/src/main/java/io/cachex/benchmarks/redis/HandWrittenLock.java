package io.cachex.benchmarks.redis;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The least that a safe lock on one server does: SET NX PX with a random owner, and a script that frees only its own. */
final class HandWrittenLock {

    private static final String FREE =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private final RedisCommands<String, byte[]> commands;
    private final RedisAsyncCommands<String, byte[]> later;
    private final String free;
    private final SetArgs ifFree;

    HandWrittenLock(StatefulRedisConnection<String, byte[]> connection, Duration ttl) {
        this.commands = connection.sync();
        this.later = connection.async();
        this.free = commands.scriptLoad(FREE);
        this.ifFree = SetArgs.Builder.nx().px(ttl.toMillis());
    }

    /** The owner, or null if somebody else has it. */
    byte @Nullable [] tryLock(String name) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] owner = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(random.nextLong())
                .putLong(random.nextLong())
                .array();
        return commands.set(name, owner, ifFree) == null ? null : owner;
    }

    /** Tries each millisecond. */
    byte[] lock(String name) {
        byte[] owner = tryLock(name);
        while (owner == null) {
            LockSupport.parkNanos(1_000_000);
            owner = tryLock(name);
        }
        return owner;
    }

    /** Whether it was still this owner's. */
    boolean unlock(String name, byte[] owner) {
        Long freed = commands.evalsha(free, ScriptOutputType.INTEGER, new String[] {name}, owner);
        return freed == 1;
    }

    /** Does not wait for the answer. */
    void unlockLater(String name, byte[] owner) {
        later.evalsha(free, ScriptOutputType.INTEGER, new String[] {name}, owner);
    }
}
