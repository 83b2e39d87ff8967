package io.cachex.disk;

import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.CountingContract;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.GenerationsContract;
import io.cachex.testkit.StoreContract;
import io.cachex.testkit.VersionedContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** I4: the disk store keeps the contracts of all that it can do. */
class DiskStoreContractTest {

    @Nested
    class AsAStore extends StoreContract {
        @TempDir
        private Path directory;

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return DiskStore.builder(directory).timeSource(time).build();
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    @Nested
    class Comparing extends VersionedContract {
        @TempDir
        private Path directory;

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return DiskStore.builder(directory).timeSource(time).build();
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    @Nested
    class Counters extends CountingContract {
        @TempDir
        private Path directory;

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return DiskStore.builder(directory).timeSource(time).build();
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }

    @Nested
    class Names extends GenerationsContract {
        @TempDir
        private Path directory;

        private final FakeTime time = new FakeTime();

        @Override
        protected Store createStore() {
            return DiskStore.builder(directory).timeSource(time).build();
        }

        @Override
        protected TimeSource time() {
            return time;
        }
    }
}
