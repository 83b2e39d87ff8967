package io.cachex.examples.docs;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.LoadException;
import io.cachex.Lookup;
import io.cachex.examples.docs.Quickstart.User;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.Tier;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import io.cachex.testkit.RecordingObserver;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a user tests what depends on a cache. */
class UsersTest {

    private final FakeTime time = new FakeTime();
    private final FaultyStore store = FaultyStore.around(MemoryStore.of(MemoryStore.DEFAULT_MAXIMUM_BYTES, time), time);
    private final RecordingObserver heard = new RecordingObserver();
    private boolean down;

    private final Cache<User> users = Cache.builder("users", User.class)
            .ttl(ofMinutes(5))
            .staleIfError(ofHours(1))
            .loader(this::find)
            .store(store)
            .storePolicies() // none: a failure of the store is seen at once
            .observer(heard)
            .noTimeout() // loads on the test's own thread
            .timeSource(time)
            .build();

    private User find(String id) throws IOException {
        if (down) {
            throw new IOException("away");
        }
        return new User(id, "Ann");
    }

    @AfterEach
    void close() {
        users.close();
    }

    @Test
    void servesTheOldValueWhileTheDatabaseIsAway() {
        users.get("1");
        time.advance(ofMinutes(6));
        down = true;

        Lookup<User> answer = users.find("1");

        assertThat(answer.value()).isEqualTo(new User("1", "Ann"));
        assertThat(answer.staleReason()).isEqualTo(Lookup.StaleReason.LOAD_FAILED);
        assertThat(answer.cause()).hasMessage("away");
    }

    @Test
    void failsWhenTheOldValueIsTooOld() {
        users.get("1");
        time.advance(ofMinutes(66)); // ttl + staleIfError is 65
        down = true;

        assertThatThrownBy(() -> users.get("1"))
                .isInstanceOf(LoadException.class)
                .hasRootCauseMessage("away");
    }

    @Test
    void readsPastAStoreThatIsAway() {
        store.onAll().fail(new IOException("no route"));

        assertThat(users.get("1")).isNotNull(); // a failed read is a miss, and then nothing is written

        assertThat(heard.loads()).isEqualTo(1);
        assertThat(store.calls(StoreOperation.FILL)).isZero();
        assertThat(heard.hits(Tier.STORE)).isZero();
    }
}
