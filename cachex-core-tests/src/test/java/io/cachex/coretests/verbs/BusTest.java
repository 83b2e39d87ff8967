package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CallOptions;
import io.cachex.ConfigurationException;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.local.LocalBus;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BusTest {

    private final Tiers tiers = new Tiers();
    private final LocalBus bus = LocalBus.create();
    private final List<Invalidation> heard = new CopyOnWriteArrayList<>();

    private CacheBuilder<String> node(Shape shape) {
        return tiers.words(shape).invalidation(bus);
    }

    /** G1: every change through a cache drops the other nodes' near copies. */
    @EachFace
    void changesReachTheOtherNodes(Face face) {
        Cache<String> one = face.of(node(Shape.BOTH).build());
        Cache<String> two = face.of(node(Shape.BOTH).build());
        two.onInvalidation(heard::add);
        two.putAll(Map.of("a", "1", "b", "1", "c", "1", "d", "1", "e", "1"));

        one.put("a", "2");
        one.invalidate("b");
        one.expire("c");
        assertThat(one.replace("d", one.find("d").version(), "2")).isTrue();
        assertThat(one.putIfAbsent("f", "2")).isTrue();
        awaitHeard(5);

        assertThat(heard)
                .extracting(Invalidation::kind)
                .containsExactly(Kind.PUT, Kind.REMOVE, Kind.EXPIRE, Kind.PUT, Kind.PUT);
        assertThat(two.getAllPresent(List.of("a", "b", "c", "d", "e", "f")))
                .containsExactly(Map.entry("a", "2"), Map.entry("d", "2"), Map.entry("e", "1"), Map.entry("f", "2"));
        one.clear();
        awaitHeard(6);
        assertThat(two.getAllPresent(List.of("a", "e"))).isEmpty();
    }

    /** G1: without a store, too; and what another node expired remains a fallback here. */
    @EachFace
    void nodesWithoutAStoreHearOfEachOther(Face face) {
        Cache<String> one = face.of(node(Shape.NEAR).build());
        Cache<String> two = face.of(node(Shape.NEAR).build());
        two.onInvalidation(heard::add);
        two.putAll(Map.of("a", "1", "b", "1"));
        one.put("a", "2");
        one.expire("b");
        awaitHeard(1);

        assertThat(two.getIfPresent("a")).isNull();
        one.putIfAbsent("b", "2");
        one.expire("b");
        awaitHeard(3);

        assertThat(heard).extracting(Invalidation::kind).containsExactly(Kind.PUT, Kind.PUT, Kind.EXPIRE);
    }

    /** G1: a load never publishes, nor do reads and changes that change nothing. */
    @EachFace
    void loadsAndReadsPublishNothing(Face face) {
        Cache<String> one = face.of(node(Shape.BOTH).loader(key -> "1").build());
        Cache<String> two = face.of(node(Shape.BOTH).build());
        two.onInvalidation(heard::add);

        one.get("a");
        one.refresh("a");
        one.getAll(List.of("a", "b"));
        one.putIfAbsent("a", "x");
        one.replace("a", 1, "x");
        one.expire("missing");
        one.put("last", "1");
        awaitHeard(1);

        assertThat(heard).extracting(Invalidation::keys).containsExactly(java.util.Set.of("last"));
    }

    /** G1: a node ignores its own messages: neither its near copies nor its handlers hear of them. */
    @EachFace
    void aNodeIgnoresItsOwnMessages(Face face) {
        Cache<String> one = face.of(node(Shape.BOTH).build());
        Cache<String> two = face.of(node(Shape.BOTH).build());
        List<Invalidation> own = new CopyOnWriteArrayList<>();
        one.onInvalidation(own::add);
        two.onInvalidation(heard::add);

        one.put("a", "1");
        awaitHeard(1);

        assertThat(own).isEmpty();
        assertThat(one.find("a", CallOptions.defaults()).tier()).isEqualTo(io.cachex.spi.Tier.NEAR);
    }

    /** G1: publishInvalidation drops near copies everywhere, and the store keeps what it has. */
    @EachFace
    void publishInvalidationDropsNearCopiesEverywhere(Face face) {
        Cache<String> one = face.of(node(Shape.BOTH).build());
        Cache<String> two = face.of(node(Shape.BOTH).build());
        two.onInvalidation(heard::add);
        one.put("a", "1");
        two.getIfPresent("a");
        awaitHeard(1);

        one.publishInvalidation("a", "b");
        one.publishInvalidation();
        awaitHeard(2);

        assertThat(heard.get(1).keys()).containsExactlyInAnyOrder("a", "b");
        assertThat(one.find("a").tier()).isEqualTo(io.cachex.spi.Tier.STORE);
        assertThat(two.find("a").tier()).isEqualTo(io.cachex.spi.Tier.STORE);
    }

    /** G1: a slow or throwing handler harms nobody. */
    @EachFace
    void slowAndThrowingHandlersHarmNobody(Face face) throws Exception {
        Cache<String> one = face.of(node(Shape.NEAR).build());
        Cache<String> two = face.of(node(Shape.NEAR).build());
        CountDownLatch slow = new CountDownLatch(1);
        two.onInvalidation(message -> {
            throw new IllegalStateException("handler");
        });
        two.onInvalidation(message -> Awaitility.await().until(() -> slow.getCount() == 0));
        two.onInvalidation(heard::add);
        two.put("a", "1");

        for (int i = 0; i < 10; i++) {
            one.put("a", "2");
        }
        awaitHeard(10);

        assertThat(two.getIfPresent("a")).isNull();
        slow.countDown();
    }

    /** G1: more handlers than allowed are refused with the number; a closed one makes room. */
    @EachFace
    void thereAreAsManyHandlersAsAllowed(Face face) {
        Cache<String> cache = face.of(node(Shape.NEAR).maximumSubscribers(2).build());
        Subscription first = cache.onInvalidation(heard::add);
        cache.onInvalidation(heard::add);

        assertThatThrownBy(() -> cache.onInvalidation(heard::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2")
                .hasMessageContaining("maximumSubscribers");
        first.close();
        first.close();

        assertThat(first.isActive()).isFalse();
        assertThat(cache.onInvalidation(heard::add).isActive()).isTrue();
    }

    /** A12: a bus that is down is reported as such; the change was made. */
    @EachFace
    void aBusThatIsDownIsReportedAsSuch(Face face) {
        Cache<String> cache = face.of(node(Shape.BOTH).build());
        bus.close();

        assertThatThrownBy(() -> cache.put("a", "1"))
                .isInstanceOf(io.cachex.CacheException.class)
                .hasMessageContaining("other nodes");
        assertThat(cache.getIfPresent("a")).isEqualTo("1");
    }

    /** A1: a bus that takes no more subscribers fails build(), and leaves nothing behind. */
    @Test
    void aBusThatIsFullFailsTheBuild() {
        LocalBus small = LocalBus.of(1);
        Cache<String> first = tiers.words(Shape.NEAR).invalidation(small).build();
        int handles = tiers.time.openHandles();

        assertThatThrownBy(() -> tiers.words(Shape.NEAR).invalidation(small).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("invalidation")
                .hasRootCauseMessage("the bus allows at most 1 subscribers");
        assertThat(tiers.time.openHandles()).isEqualTo(handles);
        first.close();
    }

    private void awaitHeard(int count) {
        Awaitility.await().until(() -> heard.size() >= count);
    }
}
