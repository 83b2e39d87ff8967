package io.cachex.storetests;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.Policy;
import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.CountingContract;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.GenerationsContract;
import io.cachex.testkit.LeaseFenceContract;
import io.cachex.testkit.LeaseWaitContract;
import io.cachex.testkit.LeasingContract;
import io.cachex.testkit.StoreContract;
import io.cachex.testkit.VersionedContract;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Nested;

/** A store keeps its contracts, and so do its capabilities, with every decorator around it. */
class DecoratedStoreContractTest {

    private static Store create(TimeSource time) {
        Store store = Stores.unclosed(MemoryStore.of(MemoryStore.DEFAULT_MAXIMUM_BYTES, time));
        store = Stores.observed(Stores.neverThrow(store), new CacheObserver() {}, "users", time);
        return Stores.resilient(store, new Through(), new Through());
    }

    private static final class Through implements Policy {

        @Override
        public <R> CompletionStage<R> execute(Call<R> call) {
            return call.start();
        }
    }

    @Nested
    class AsStore extends StoreContract {

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return create(time);
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    @Nested
    class AsVersioned extends VersionedContract {

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return create(time);
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    @Nested
    class AsCounting extends CountingContract {

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return create(time);
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    @Nested
    class AsGenerations extends GenerationsContract {

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return create(time);
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    @Nested
    class AsLeasing extends LeasingContract {

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return create(time);
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    @Nested
    class AsFence extends LeaseFenceContract {

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return create(time);
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    @Nested
    class AsQueue extends LeaseWaitContract {

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return create(time);
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }
}
