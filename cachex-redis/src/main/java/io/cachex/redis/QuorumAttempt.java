package io.cachex.redis;

import io.cachex.LockException;
import io.cachex.spi.Lease;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One try to take one lock on a {@link Quorum}: ask all, and if most of them grant it see to it that tokens grow; else give
 * back, everywhere.
 *
 * <p>When several try at once it can be that each is granted by some and nobody by most. Were all to give back and try again,
 * they would meet again. So the one whose owner is the first by alphabet keeps what it has and asks again, as long as it
 * sees nobody before itself; the others, who see it, give back.
 */
final class QuorumAttempt {

    private static final int MOST_ROUNDS = 8;
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final Quorum quorum;
    private final String name;
    private final Duration ttl;
    private final String owner = Owners.next();
    private final long sent;
    private final long validUntil;
    private final Map<LockNode, Long> tokens = new ConcurrentHashMap<>();

    QuorumAttempt(Quorum quorum, String name, Duration ttl) {
        this.quorum = quorum;
        this.name = name;
        this.ttl = ttl;
        this.sent = quorum.time().nanos();
        this.validUntil = sent + LockRules.validity(ttl);
    }

    /** The lease; or empty if others hold the lock. */
    CompletionStage<Optional<Lease>> begin() {
        return round(1).whenComplete((lease, failure) -> {
            if (failure != null || lease.isEmpty()) {
                freeAll();
            }
        });
    }

    private CompletionStage<Optional<Lease>> round(int number) {
        Ballot ballot = quorum.ballot();
        Map<LockNode, String> holders = new ConcurrentHashMap<>();
        for (LockNode node : quorum.nodes()) {
            if (tokens.containsKey(node)) {
                ballot.yes();
            } else {
                ask(node, ballot, holders);
            }
        }
        return ballot.result().thenCompose(result -> {
            if (result.isWon()) {
                return confirm();
            }
            if (!result.isReached()) {
                return CompletableFuture.failedFuture(new LockException("too few lock servers answer that have been up"
                        + " for longer than " + quorum.longestTtl().toMillis() + " ms: " + result));
            }
            boolean again = number < MOST_ROUNDS && hasTime() && isSplit(result, holders) && isFirst(holders);
            return again ? later(number + 1) : CompletableFuture.completedFuture(Optional.empty());
        });
    }

    /** The uptime comes with the grant, in one step: the server that is old is the one that grants. */
    private void ask(LockNode node, Ballot ballot, Map<LockNode, String> holders) {
        node.acquire(name, owner, ttl, true).whenComplete((grant, failure) -> {
            if (failure != null) {
                ballot.missing();
            } else if (!grant.isGiven()) {
                holders.put(node, grant.holder());
                ballot.no();
            } else if (quorum.isOldEnough(grant.uptime())) {
                tokens.put(node, grant.token());
                ballot.yes();
            } else {
                ballot.missing();
            }
        });
    }

    /** Whether certainly nobody has a majority. */
    private static boolean isSplit(Ballot.Result result, Map<LockNode, String> holders) {
        int unknown = result.servers() - result.yes() - result.no();
        return holders.values().stream()
                .allMatch(one -> Collections.frequency(holders.values(), one) + unknown < result.majority());
    }

    private boolean isFirst(Map<LockNode, String> holders) {
        return holders.values().stream().allMatch(one -> owner.compareTo(one) < 0);
    }

    private boolean hasTime() {
        long now = quorum.time().nanos();
        return validUntil - now > now - sent;
    }

    private CompletionStage<Optional<Lease>> later(int number) {
        CompletableFuture<Optional<Lease>> ended = new CompletableFuture<>();
        quorum.time()
                .schedule(
                        PAUSE,
                        () -> round(number).whenComplete((lease, failure) -> {
                            if (failure == null) {
                                ended.complete(lease);
                            } else {
                                ended.completeExceptionally(failure);
                            }
                        }));
        return ended;
    }

    /**
     * Writes the highest token back to a majority. Without that: (1) A is granted 100 and 205 by the first two of three servers,
     * whose clocks differ, and gets 205, (2) B, later, is granted 101 and 150 by the first and the third, and gets 150.
     */
    private CompletionStage<Optional<Lease>> confirm() {
        Map<LockNode, Long> granted = Map.copyOf(tokens);
        long token = granted.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        Ballot ballot = quorum.ballot();
        for (LockNode node : quorum.nodes()) {
            if (Long.valueOf(token).equals(granted.get(node))) {
                ballot.yes();
            } else {
                node.raise(name, token).whenComplete((done, failure) -> ballot.vote(true, failure));
            }
        }
        return ballot.result().thenApply(result -> Optional.of(given(token, result)));
    }

    private Lease given(long token, Ballot.Result result) {
        RedisLease lease = new RedisLease(quorum, quorum.time(), name, owner, token, validUntil);
        if (!result.isWon()) {
            throw new CompletionException(new LockException("the fencing token could not be written back: " + result));
        }
        if (lease.isOver()) {
            throw new CompletionException(new LockException("the lock was given, but only when its time was over"));
        }
        quorum.watch(lease);
        return lease;
    }

    /** On every server, also where nothing was granted: what is not known to have happened may have. */
    private void freeAll() {
        quorum.nodes().forEach(node -> node.release(name, owner));
    }
}
