package io.cachex.resilience;

/** What a {@link Circuit} gave to an admitted call, and what it wants to see when the call ends. */
sealed interface Permit permits Phase.Closed, Trial {}
