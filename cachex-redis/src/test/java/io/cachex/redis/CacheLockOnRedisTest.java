package io.cachex.redis;

import static io.cachex.redis.Nodes.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cachex.Cache;
import io.cachex.CacheLock;
import io.cachex.LockException;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisExtension;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** F1, F4: locks on Redis in the hands of a cache's user. */
@Timeout(60)
class CacheLockOnRedisTest {

    private static final Duration TTL = Duration.ofSeconds(1);
    private static final Duration SECONDS = Duration.ofSeconds(10);

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final TimeSource time = TimeSource.system();
    private final Nodes nodes = new Nodes();
    private RedisServer server;
    private FaultProxy proxy;
    private Cache<String> here;
    private Cache<String> there;

    @BeforeEach
    void open() {
        server = REDIS.server();
        proxy = FaultProxy.inFrontOf(server);
        here = cache(proxy.uri());
        there = cache(server.uri());
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        nodes.close();
        proxy.close();
    }

    private Cache<String> cache(String uri) {
        Redis redis = nodes.at(uri, builder -> builder.commandTimeout(Duration.ofMillis(500)));
        soon().until(() -> Nodes.answers(redis.locks()));
        return Cache.builder("users", String.class).locks(redis.locks()).build();
    }

    @Test
    void anAutomaticallyRenewedLockOutlivesItsTime() {
        CacheLock lock = here.tryLock("job", TTL).orElseThrow().autoRenew();
        long end = time.nanos() + TTL.multipliedBy(3).toNanos();

        while (time.nanos() - end < 0) {
            assertThat(there.tryLock("job", TTL)).isEmpty();
            assertThat(lock.isHeld()).isTrue();
        }

        lock.close();
        assertThat(there.tryLock("job", TTL, SECONDS)).isPresent();
    }

    /** FT29: who is cut off is told before anybody else begins, and has the smaller token. */
    @Test
    void aHolderThatIsCutOffIsToldBeforeItsSuccessorBegins() {
        for (int round = 0; round < 4 * soak(); round++) {
            AtomicLong told = new AtomicLong();
            CacheLock lock = here.tryLock("job", TTL, SECONDS).orElseThrow();
            lock.autoRenew().onLost(() -> told.set(time.nanos()));
            proxy.blackHole(Direction.BOTH);

            CacheLock successor = there.tryLock("job", TTL, SECONDS).orElseThrow();

            long begun = time.nanos();
            assertThat(lock.isHeld()).isFalse();
            assertThat(told.get()).as("round " + round).isNotZero();
            assertThat(begun - told.get()).isPositive();
            assertThat(successor.fencingToken()).isGreaterThan(lock.fencingToken());
            successor.close();
            lock.close();
            proxy.reset();
            proxy.heal();
            soon().ignoreExceptions()
                    .until(() -> here.tryLock("warm", Duration.ofMillis(10)).isPresent());
        }
    }

    /** F4: a loss is told when the server tells of it, within a heartbeat and not when the lock's time comes to its end. */
    @Test
    void aHolderIsToldAtOnceOfWhatTheServerSays() {
        CacheLock deleted = here.tryLock("job", Duration.ofSeconds(30)).orElseThrow();
        CountDownLatch told = new CountDownLatch(1);
        deleted.onLost(told::countDown);

        server.command("FLUSHALL");

        soon().until(() -> told.getCount() == 0);
        assertThat(deleted.isHeld()).isFalse();
    }

    /** FT7, F4: the same for a server that comes back empty. */
    @Test
    void aHolderIsToldAtOnceThatTheServerWasRestarted() {
        CacheLock lock = here.tryLock("job", Duration.ofSeconds(30)).orElseThrow();
        CountDownLatch told = new CountDownLatch(1);
        lock.onLost(told::countDown);

        server.restartEmpty();

        soon().until(() -> told.getCount() == 0);
    }

    /** FT30: a holder that is gone without a word holds up others for its time at the most, and 250 ms (here five times that). */
    @Test
    void aHolderThatIsGoneHoldsUpOthersNoLongerThanItsTime() {
        CacheLock lock = here.tryLock("job", TTL).orElseThrow();
        long start = time.nanos();
        proxy.close();

        CacheLock next = there.tryLock("job", TTL, SECONDS).orElseThrow();

        assertThat(Duration.ofNanos(time.nanos() - start)).isLessThan(TTL.plusMillis(5 * 250));
        assertThat(next.fencingToken()).isGreaterThan(lock.fencingToken());
    }

    @Test
    void aLockServiceThatIsAwayIsALockException() {
        server.kill();
        try {
            soon().untilAsserted(() -> assertThatExceptionOfType(LockException.class)
                    .isThrownBy(() -> here.tryLock("job", TTL))
                    .withMessageContaining("cannot be reached"));
        } finally {
            server.start();
        }
    }

    private static int soak() {
        return Boolean.getBoolean("cachex.soak") ? 120 : 1;
    }
}
