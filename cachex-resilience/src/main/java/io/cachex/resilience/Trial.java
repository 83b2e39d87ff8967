package io.cachex.resilience;

/**
 * One admitted call of a half-open circuit. Its permit is a lease: a trial that hangs does not keep the circuit from
 * trying again. Trials are told apart by identity.
 */
final class Trial implements Permit {

    private final long leaseEnd;

    Trial(long leaseEnd) {
        this.leaseEnd = leaseEnd;
    }

    boolean isExpired(long now) {
        return now - leaseEnd >= 0;
    }
}
