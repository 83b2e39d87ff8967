package io.cachex;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A write that was accepted: it will be made, or end as a dead letter.
 *
 * @param made ends when the origin has the value, or a later one of its key; fails with the last failure if the write is
 *     given up
 */
public record AcceptedWrite(CompletableFuture<@Nullable Void> made) {}
