package io.cachex.redis;

import static io.cachex.redis.Nodes.answer;
import static io.cachex.redis.Nodes.soon;
import static io.cachex.redis.Outcomes.text;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TH11, TH14, O4: an account with the documented rights and no other. */
@Timeout(60)
class AccountTest {

    private static final String SPACE = "app:env:users";
    private static final Duration BOUND = Duration.ofMillis(500);

    private final TimeSource time = TimeSource.system();
    private final Nodes nodes = new Nodes();
    private final RedisServer server = RedisServer.create().start();

    @BeforeEach
    void open() {
        grant();
    }

    @AfterEach
    void close() {
        nodes.close();
        server.close();
    }

    /** O4: with a database of its own, in which everything is. */
    @Test
    void storeBusAndLocksWorkInAnotherDatabase() {
        Redis redis = nodes.at(uri() + "/1", builder -> builder.tracking(true));
        Listening listener = new Listening(Nodes.bus(redis), SPACE).untilLive();
        Store store = redis.store();

        answer(store.write(Map.of(SPACE + ":ann", value("Ann"))));

        assertThat(text(answer(store.read(Set.of(SPACE + ":ann"))).get(SPACE + ":ann")))
                .isEqualTo("Ann");
        soon().until(() -> listener.keys().contains("ann"));
        soon().until(() -> Nodes.answers(redis.locks()));
        assertThat(String.valueOf(server.command("INFO", "keyspace")))
                .contains("db1:")
                .doesNotContain("db0:");
    }

    /** TH14: an account that is taken away is an outage that costs nobody time, and ends when it is back. */
    @Test
    void anAccountThatIsTakenAwayIsAnOutageUntilItIsBack() {
        AtomicInteger origin = new AtomicInteger(1);
        Redis redis = nodes.at(uri(), builder -> builder.bound(BOUND).tracking(true));
        RedisBus bus = Nodes.bus(redis);
        Listening listener = new Listening(bus, SPACE).untilLive();
        try (Cache<String> cache = Cache.builder("users", String.class)
                .loader(key -> key + origin.get())
                .store(redis.store())
                .invalidation(bus)
                .build()) {
            assertThat(cache.get("ann")).isEqualTo("ann1");

            server.command("ACL", "DELUSER", "cachex");

            soon().until(() -> !redis.isConnected() && !bus.isUp());
            origin.set(2);
            long start = time.nanos();
            for (int i = 0; i < 1_000; i++) {
                assertThat(cache.get("bob" + i)).isEqualTo("bob" + i + "2");
            }
            assertThat(Duration.ofNanos(time.nanos() - start)).isLessThan(Duration.ofSeconds(5));
            soon().until(() -> cache.get("ann").equals("ann2")); // within the bound
            assertThat(listener.isLive()).isFalse();

            grant();

            soon().until(() -> redis.isConnected() && listener.isLive());
            cache.invalidate("ann");
            assertThat(cache.get("ann")).isEqualTo("ann2");
        }
    }

    private void grant() {
        List<String> rules =
                List.of(("ACL SETUSER cachex on >secret " + nodes.names().accessRules()).split(" "));
        server.command(rules.toArray(String[]::new));
    }

    private String uri() {
        return server.uri().replace("redis://", "redis://cachex:secret@");
    }
}
