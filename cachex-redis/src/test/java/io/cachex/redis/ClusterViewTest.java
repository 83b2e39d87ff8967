package io.cachex.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.redis.ClusterView.Proof;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** G3 on a cluster: heartbeats prove something only while the masters that are heard are all there are. */
final class ClusterViewTest {

    private static final long SETTLE = 100;

    private final ClusterView view = new ClusterView(SETTLE);

    @BeforeEach
    void threeMasters() {
        view.masters(Set.of("a", "b", "c"));
    }

    private Proof answered(String master, String seen, long sent) {
        return view.answered(master, seen, sent, sent + 1);
    }

    private void settled(String seen, long at) {
        answered("a", seen, at);
        answered("b", seen, at);
        answered("c", seen, at);
    }

    @Test
    void nothingIsProvenBeforeAllAgreeAndThenNotAtOnce() {
        assertThat(answered("a", "7 a b c", 0)).isEqualTo(Proof.OPEN);
        assertThat(answered("b", "7 a b c", 0)).isEqualTo(Proof.OPEN);
        assertThat(answered("a", "7 a b c", 10)).isEqualTo(Proof.OPEN);
        assertThat(answered("c", "7 a b c", 10)).isEqualTo(Proof.OPEN);

        assertThat(answered("a", "7 a b c", 50)).as("asked too soon").isEqualTo(Proof.OPEN);
        assertThat(answered("a", "7 a b c", 11 + SETTLE)).isEqualTo(Proof.GIVEN);
        assertThat(answered("b", "7 a b c", 12 + SETTLE)).isEqualTo(Proof.GIVEN);
    }

    /** Who has voted tells a new epoch, before there is a new master. */
    @Test
    void aNewEpochBreaksTheProof() {
        settled("7 a b c", 0);
        assertThat(answered("a", "7 a b c", 200)).isEqualTo(Proof.GIVEN);

        assertThat(answered("b", "8 a b c", 300)).isEqualTo(Proof.BROKEN);
        assertThat(answered("a", "7 a b c", 300)).isEqualTo(Proof.OPEN);
        assertThat(answered("a", "8 a b c", 400)).isEqualTo(Proof.OPEN);
        assertThat(answered("c", "8 a b c", 400)).isEqualTo(Proof.OPEN);

        assertThat(answered("a", "8 a b c", 400 + SETTLE)).isEqualTo(Proof.OPEN);
        assertThat(answered("a", "8 a b c", 401 + SETTLE)).isEqualTo(Proof.GIVEN);
    }

    @Test
    void aMasterThatIsNotHeardBreaksTheProof() {
        settled("7 a b c", 0);

        assertThat(answered("a", "7 a b c d", 200)).isEqualTo(Proof.BROKEN);
        assertThat(answered("b", "7 a b c d", 200)).isEqualTo(Proof.OPEN);
        assertThat(answered("c", "7 a b c d", 200)).isEqualTo(Proof.OPEN);
        assertThat(answered("a", "7 a b c d", 900))
                .as("all agree, but d is not heard")
                .isEqualTo(Proof.OPEN);
        assertThat(view.namesAll("7 a b c d")).isFalse();

        view.masters(Set.of("a", "b", "c", "d"));
        settled("7 a b c d", 1_000);
        assertThat(answered("d", "7 a b c d", 1_000)).isEqualTo(Proof.OPEN);
        assertThat(answered("d", "7 a b c d", 1_001 + SETTLE)).isEqualTo(Proof.GIVEN);
    }

    /** A master that does not serve, for it is cut off from the others. */
    @Test
    void aMasterWithoutAViewProvesNothing() {
        settled("7 a b c", 0);

        assertThat(answered("a", "", 200)).isEqualTo(Proof.BROKEN);
        assertThat(answered("b", "7 a b c", 300)).isEqualTo(Proof.OPEN);
        settled("", 400);
        assertThat(answered("a", "", 900)).isEqualTo(Proof.OPEN);
    }

    @Test
    void aServerThatStandsAloneNeedsNoView() {
        view.masters(Set.of(Shard.ALONE));

        assertThat(answered(Shard.ALONE, "", 0)).isEqualTo(Proof.GIVEN);
    }
}
