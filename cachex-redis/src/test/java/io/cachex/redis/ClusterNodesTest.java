package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nodes say of their cluster. */
final class ClusterNodesTest {

    private final ClusterNodes nodes = new ClusterNodes(false);

    @Test
    void readsMastersAndTheirSlots() {
        nodes.add("""
                aaa 10.0.0.1:7000@17000,a.example myself,master - 0 0 1 connected 0-5460 9000 [5461->-bbb]
                bbb 10.0.0.2:7000@17000,b.example master - 0 0 2 connected 5461-8999 9001-16383
                ccc 10.0.0.3:7000@17000 slave aaa 0 0 1 connected
                ddd 10.0.0.4:7000@17000 master - 0 0 3 connected
                eee 10.0.0.5:7000@17000 master,fail - 0 0 4 disconnected
                fff :0@0 master,noaddr - 0 0 5 disconnected 1-2
                """, "asked");

        assertThat(nodes.masters().keySet()).containsExactly("aaa", "bbb", "ddd");
        assertThat(List.of(nodes.owner(0), nodes.owner(5461), nodes.owner(9000), nodes.owner(16383)))
                .containsExactly("aaa", "bbb", "aaa", "bbb");
        assertThat(nodes.masters().get("aaa").host).isEqualTo("10.0.0.1");
        assertThat(nodes.masters().get("aaa").slots.cardinality()).isEqualTo(5462);
    }

    /** One that is behind does not count against one that knows. */
    @Test
    void theClaimOfTheHigherEpochWins() {
        String now = "bbb h:2@12 master - 0 0 9 connected 0-10\naaa h:1@11 master - 0 0 1 connected 11-16383\n";
        String before = "aaa h:1@11 master - 0 0 1 connected 0-16383\nbbb h:2@12 master - 0 0 2 connected\n";

        for (List<String> order : List.of(List.of(now, before), List.of(before, now))) {
            ClusterNodes both = new ClusterNodes(false);
            order.forEach(answer -> both.add(answer, "asked"));

            assertThat(both.owner(5)).isEqualTo("bbb");
            assertThat(both.owner(11)).isEqualTo("aaa");
        }
    }

    @Test
    void aHostThatDoesNotKnowItsNameIsTheOneThatWasAsked() {
        nodes.add("aaa :7000@17000 myself,master - 0 0 0 connected 0-16383\n", "10.1.1.1");

        assertThat(nodes.masters().get("aaa").host).isEqualTo("10.1.1.1");
        assertThat(nodes.masters().get("aaa").port).isEqualTo(7000);
    }

    /** Certificates are for names. */
    @Test
    void namesAreUsedWhereTheyAreWanted() {
        ClusterNodes named = new ClusterNodes(true);

        named.add("aaa ::1:7000@17000,a.example master - 0 0 0 connected 0-16383\n", "asked");
        nodes.add("aaa ::1:7000@17000,a.example master - 0 0 0 connected 0-16383\n", "asked");

        assertThat(named.masters().get("aaa").host).isEqualTo("a.example");
        assertThat(nodes.masters().get("aaa").host).isEqualTo("::1");
    }

    /** A node that belongs to no cluster yet knows only itself. */
    @Test
    void nobodyIsAMasterWhereNobodyHasASlot() {
        nodes.add("aaa :7000@17000 myself,master - 0 0 0 connected\n", "asked");

        assertThat(nodes.masters()).isEmpty();
    }

    @Test
    void aPinIsASlotOfItsMasterAndStays() {
        BitSet slots = new BitSet();
        slots.set(100, 200);
        Pin pin = Pin.of(Pin.NONE, "some-id", slots);

        assertThat(slots.get(pin.slot())).isTrue();
        assertThat(io.lettuce.core.cluster.SlotHash.getSlot(new Names("cx", "c", "h").sequence(pin.tag(), "id", "a:b")))
                .isEqualTo(pin.slot());
        assertThat(Pin.of(pin, "some-id", slots)).isSameAs(pin);
        slots.clear(pin.slot());
        assertThat(Pin.of(pin, "some-id", slots).slot()).isNotEqualTo(pin.slot());
        assertThat(Pin.of(pin, "some-id", new BitSet())).isEqualTo(Pin.NONE);
    }

    @Test
    void redirectsAreReadAndNothingElseIs() {
        Throwable moved = RedisFailures.of(
                "h:1", "EVALSHA", new io.lettuce.core.RedisCommandExecutionException("MOVED 3999 10.0.0.2:6381"));
        Throwable ask = RedisFailures.of(
                "h:1", "MGET", new io.lettuce.core.RedisCommandExecutionException("ASK 3999 ::1:6381"));
        Throwable other =
                RedisFailures.of("h:1", "GET", new io.lettuce.core.RedisCommandExecutionException("ERR MOVED 1 h:2"));

        assertThat(Redirect.of(moved)).isEqualTo(new Redirect(false, "10.0.0.2", 6381));
        assertThat(Redirect.of(ask)).isEqualTo(new Redirect(true, "::1", 6381));
        assertThat(Redirect.of(other)).isNull();
        assertThat(Redirect.of(RedisFailures.timedOut("h:1", "GET", 100))).isNull();
    }
}
