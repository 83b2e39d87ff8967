package io.cachex.redis;

import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Journal;
import io.cachex.spi.LockProvider;
import io.cachex.spi.Store;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.CountingContract;
import io.cachex.testkit.GenerationsContract;
import io.cachex.testkit.InvalidationBusContract;
import io.cachex.testkit.JournalContract;
import io.cachex.testkit.LeaseFenceContract;
import io.cachex.testkit.LeaseWaitContract;
import io.cachex.testkit.LeasingContract;
import io.cachex.testkit.LockProviderContract;
import io.cachex.testkit.SelfPublishingContract;
import io.cachex.testkit.StoreContract;
import io.cachex.testkit.VersionedContract;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** O4: everything that holds on one server holds on a cluster. */
final class ClusterContractsTest {

    @RegisterExtension
    static final OnCluster CLUSTER = new OnCluster();

    @Nested
    final class AsStore extends StoreContract {

        @Override
        protected Store createStore() {
            return CLUSTER.emptyStore();
        }

        @Override
        protected TimeSource time() {
            return TimeSource.system();
        }

        @Override
        protected Duration unit() {
            return OnCluster.UNIT;
        }
    }

    @Nested
    final class AsVersioned extends VersionedContract {

        @Override
        protected Store createStore() {
            return CLUSTER.emptyStore();
        }

        @Override
        protected TimeSource time() {
            return TimeSource.system();
        }

        @Override
        protected Duration unit() {
            return OnCluster.UNIT;
        }
    }

    @Nested
    final class AsCounting extends CountingContract {

        @Override
        protected Store createStore() {
            return CLUSTER.emptyStore();
        }

        @Override
        protected TimeSource time() {
            return TimeSource.system();
        }

        @Override
        protected Duration unit() {
            return OnCluster.UNIT;
        }
    }

    @Nested
    final class AsGenerations extends GenerationsContract {

        @Override
        protected Store createStore() {
            return CLUSTER.emptyStore();
        }

        @Override
        protected TimeSource time() {
            return TimeSource.system();
        }

        @Override
        protected Duration unit() {
            return OnCluster.UNIT;
        }
    }

    @Nested
    final class AsLeasing extends LeasingContract {

        @Override
        protected Store createStore() {
            return CLUSTER.emptyStore();
        }

        @Override
        protected Store otherNode(Store same) {
            return CLUSTER.other().store();
        }

        @Override
        protected TimeSource time() {
            return TimeSource.system();
        }

        @Override
        protected Duration unit() {
            return OnCluster.UNIT;
        }
    }

    @Nested
    final class AsFence extends LeaseFenceContract {

        @Override
        protected Store createStore() {
            return CLUSTER.emptyStore();
        }

        @Override
        protected Store otherNode(Store same) {
            return CLUSTER.other().store();
        }

        @Override
        protected TimeSource time() {
            return TimeSource.system();
        }

        @Override
        protected Duration unit() {
            return OnCluster.UNIT;
        }
    }

    @Nested
    final class AsWaiting extends LeaseWaitContract {

        @Override
        protected Store createStore() {
            return CLUSTER.emptyStore();
        }

        @Override
        protected Store otherNode(Store same) {
            return CLUSTER.other().store();
        }

        @Override
        protected TimeSource time() {
            return TimeSource.system();
        }

        @Override
        protected Duration unit() {
            return OnCluster.UNIT;
        }
    }

    @Nested
    final class AsSelfPublishing extends SelfPublishingContract {

        private Redis one;
        private Redis other;

        @Override
        protected Store createStore() {
            CLUSTER.flushAll();
            one = CLUSTER.another(builder -> builder);
            return one.store();
        }

        @AfterEach
        void closeNodes() {
            one.close();
            if (other != null) {
                other.close();
            }
        }

        @Override
        protected InvalidationBus busOf(Store store) {
            return Nodes.bus(one);
        }

        @Override
        protected InvalidationBus otherNode(InvalidationBus same) {
            other = CLUSTER.another(builder -> builder);
            return Nodes.bus(other);
        }

        @Override
        protected TimeSource time() {
            return TimeSource.system();
        }
    }

    @Nested
    final class AsBus extends InvalidationBusContract {

        private final Nodes nodes = new Nodes();
        private RedisBus second;

        @AfterEach
        void closeNodes() {
            nodes.close();
        }

        @Override
        protected InvalidationBus createBus() {
            return Nodes.bus(nodes.at(
                    CLUSTER.cluster().uri(),
                    builder -> builder.maximumSubscribers(5).heartbeat(OnCluster.BEAT)));
        }

        @Override
        protected InvalidationBus otherNode(InvalidationBus same) {
            second = Nodes.bus(nodes.at(CLUSTER.cluster().uri(), builder -> builder.heartbeat(OnCluster.BEAT)));
            return second;
        }

        @Override
        protected OptionalInt maximumSubscribers() {
            return OptionalInt.of(5);
        }

        /** Of one master only, which is enough. */
        @Override
        protected boolean loseMessages() {
            long before = second.counters().connections.sum();
            CLUSTER.cluster().masters().get(1).command("CLIENT", "KILL", "TYPE", "pubsub");
            Nodes.soon().until(() -> second.counters().connections.sum() > before);
            return true;
        }
    }

    /** F2, F3. */
    @Nested
    final class AsLocks extends LockProviderContract {

        private final Nodes nodes = new Nodes();

        @AfterEach
        void closeNodes() {
            nodes.close();
        }

        @Override
        protected LockProvider createProvider() {
            Redis redis = nodes.at(CLUSTER.cluster().uri());
            LockProvider locks = redis.locks();
            Nodes.soon().until(() -> redis.isConnected() && Nodes.answers(locks));
            return locks;
        }

        @Override
        protected LockProvider otherNode(LockProvider same) {
            return createProvider();
        }

        @Override
        protected Duration longestTtl() {
            return Duration.ofSeconds(30);
        }

        @Override
        protected TimeSource time() {
            return TimeSource.system();
        }
    }

    @Nested
    final class AsJournal extends JournalContract {

        private final String name =
                "journal-" + Long.toHexString(ThreadLocalRandom.current().nextLong());

        @Override
        protected Journal createJournal() {
            return CLUSTER.one().journal(name);
        }
    }
}
