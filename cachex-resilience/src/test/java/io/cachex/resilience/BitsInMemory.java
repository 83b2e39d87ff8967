package io.cachex.resilience;

import io.cachex.spi.SharedBits;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Rows of bits that several guards in this process share. */
final class BitsInMemory implements SharedBits {

    private final Map<String, Row> rows = new HashMap<>(); // guarded by this
    private final Map<String, byte[]> bits = new HashMap<>(); // by id; guarded by this
    volatile boolean isAway;
    volatile @Nullable Runnable beforeRead;
    int sets; // guarded by this

    @Override
    public synchronized CompletionStage<Row> open(String name, Row ifAbsent) {
        if (isAway) {
            return away();
        }
        Row row = rows.computeIfAbsent(name, unknown -> {
            bits.put(ifAbsent.id(), new byte[(int) (ifAbsent.bits() / 8)]);
            return ifAbsent;
        });
        return CompletableFuture.completedFuture(row);
    }

    @Override
    public synchronized CompletionStage<Boolean> set(String name, String id, long[] places, boolean completes) {
        if (isAway) {
            return away();
        }
        Row row = rows.get(name);
        if (row == null || !row.id().equals(id)) {
            return CompletableFuture.completedFuture(false);
        }
        sets++;
        for (long place : places) {
            bits.get(id)[(int) (place / 8)] |= (byte) (0x80 >> place % 8);
        }
        if (completes) {
            rows.put(name, new Row(id, row.bits(), row.hashes(), row.k0(), row.k1(), true));
        }
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<byte[]> read(String name, String id, long from, int length) {
        Runnable first = beforeRead;
        if (first != null) {
            first.run();
        }
        synchronized (this) {
            if (isAway) {
                return away();
            }
            byte[] row = bits.get(id);
            return CompletableFuture.completedFuture(
                    row == null ? new byte[0] : Arrays.copyOfRange(row, (int) from, (int) from + length));
        }
    }

    @Override
    public synchronized CompletionStage<Void> discard(String name, String id) {
        Row row = rows.get(name);
        if (row != null && row.id().equals(id)) {
            rows.remove(name);
            bits.remove(id);
        }
        return CompletableFuture.completedFuture(null);
    }

    synchronized void lose() {
        rows.clear();
        bits.clear();
    }

    synchronized int sets() {
        return sets;
    }

    private static <R> CompletionStage<R> away() {
        return CompletableFuture.failedFuture(new IllegalStateException("away"));
    }
}
