package io.cachex.testkit;

import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim;
import io.cachex.spi.Leasing.Claim.Granted;
import io.cachex.spi.Store;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What {@link LeasingContract} and {@link LeaseFenceContract} have in common: a store, seen by two nodes. */
public abstract class LeasingFixture extends StoreFixture {

    @SuppressWarnings("NullAway.Init") // set before each test
    private Leasing leasing;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Leasing other;

    private @Nullable Store otherStore;

    /** For subclasses. */
    protected LeasingFixture() {}

    /**
     * The same store as another node sees it; closed after the test. The given one itself, by default, for a store within
     * one process.
     */
    protected Store otherNode(Store same) {
        return same;
    }

    @BeforeEach
    final void findCapability() {
        leasing = capability(Leasing.class);
        otherStore = otherNode(store());
        other = otherStore.capability(Leasing.class).orElseThrow();
    }

    @AfterEach
    final void closeOtherNode() {
        if (otherStore != null) { // null if the test was skipped
            otherStore.close();
        }
    }

    final Leasing leasing() {
        return leasing;
    }

    /** The same as another node sees it. */
    final Leasing other() {
        return other;
    }

    /** For longer than any test takes. */
    final Claim readOrLease(Leasing node, String key) {
        return readOrLease(node, key, units(100));
    }

    final Claim readOrLease(Leasing node, String key, Duration leaseFor) {
        return Stages.answerOf(node.readOrLease(key, leaseFor));
    }

    /** For longer than any test takes. */
    final Claim lease(Leasing node, String key) {
        return lease(node, key, units(100));
    }

    final Claim lease(Leasing node, String key, Duration leaseFor) {
        return claim(node.lease(Set.of(key), leaseFor), key);
    }

    /** For longer than any test takes. */
    final Claim takeOver(Leasing node, String key) {
        return claim(node.takeOver(Set.of(key), units(100)), key);
    }

    final boolean fill(Leasing node, String key, String token, String text) {
        return Stages.answerOf(node.fill(key, token, value(text, 1)));
    }

    final boolean renew(Leasing node, String key, String token, Duration leaseFor) {
        return Stages.answerOf(node.renew(key, token, leaseFor));
    }

    /** The token; an {@link AssertionError} if the lease was not granted. */
    static String granted(@Nullable Claim claim) {
        if (claim instanceof Granted granted) {
            return granted.token();
        }
        throw new AssertionError("the lease should have been granted: " + claim);
    }

    private static Claim claim(CompletionStage<Map<String, Claim>> stage, String key) {
        Map<String, Claim> claims = Stages.answerOf(stage);
        Claim claim = claims.get(key);
        if (claim == null || claims.size() != 1) {
            throw new AssertionError("one answer, for '" + key + "': " + claims);
        }
        return claim;
    }
}
