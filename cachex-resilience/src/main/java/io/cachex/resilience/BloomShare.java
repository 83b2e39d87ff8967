package io.cachex.resilience;

import io.cachex.spi.MissGuard;
import io.cachex.spi.SharedBits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A guard's end of the row of bits that all nodes share: its additions go there before their messages are sent, and what it
 * has missed it reads there.
 *
 * <p>Why a node that has caught up has missed nothing:
 *
 * <ol>
 *   <li>This node is told of a doubt. It hears again, and begins to read the row.
 *   <li>Another node adds a key. Its bits are set in the row; after that its message is sent, after that it is acknowledged.
 *   <li>The part of the row with the key's bits is read: before they were set, or after.
 * </ol>
 *
 * If it was read before, the message is sent after (1) and is heard, or there is another doubt.
 */
final class BloomShare {

    private static final int CHUNK = 1 << 16; // bytes read at once
    private static final int WAIT_SECONDS = 30;

    /** The row, and which of its bits are known to be set there. */
    private record Joined(SharedBits.Row row, KeyFilter known) {}

    private final SharedBits bits;
    private volatile String name = "";
    private volatile @Nullable Joined joined;

    BloomShare(SharedBits bits) {
        this.bits = bits;
    }

    void begin(MissGuard.Setup setup) {
        name = setup.namespace();
    }

    /** Looks for the row; blocks. Returns an empty filter of its size and seed. */
    @Nullable
    KeyFilter join(KeyFilter like) {
        SharedBits.Row row = answer(open(like));
        return row.bits() % Long.SIZE == 0 && row.bits() / Long.SIZE <= Integer.MAX_VALUE ? filterOf(row) : null;
    }

    private CompletionStage<SharedBits.Row> open(KeyFilter like) {
        BloomBits own = like.bits();
        KeyHash hash = like.hash();
        SharedBits.Row proposed =
                new SharedBits.Row(UUID.randomUUID().toString(), own.size(), own.hashes(), hash.k0(), hash.k1(), false);
        return bits.open(name, proposed).thenApply(row -> {
            Joined before = joined;
            joined = before != null && before.row().id().equals(row.id())
                    ? new Joined(row, before.known())
                    : new Joined(row, filterOf(row));
            return row;
        });
    }

    private static KeyFilter filterOf(SharedBits.Row row) {
        return new KeyFilter(new KeyHash(row.k0(), row.k1()), BloomBits.sized(row.hashes(), row.bits()), null);
    }

    /** Whether the row has all keys. */
    boolean isComplete() {
        Joined in = joined;
        return in != null && in.row().isComplete();
    }

    /** Reads all of the row; blocks. Returns whether it is there and complete. */
    boolean read(KeyFilter into) {
        Joined from = joined;
        if (from == null) {
            return false;
        }
        long bytes = from.row().bits() / Byte.SIZE;
        for (long at = 0; at < bytes; at += CHUNK) {
            byte[] part = answer(bits.read(name, from.row().id(), at, (int) Math.min(CHUNK, bytes - at)));
            if (part.length != Math.min(CHUNK, bytes - at)) {
                return false; // it is gone
            }
            ByteBuffer words = ByteBuffer.wrap(part);
            for (int word = (int) (at / Long.BYTES); words.hasRemaining(); word++) {
                long set = Long.reverse(words.getLong()); // the row's first bit is the highest, ours the lowest
                into.bits().merge(word, set);
                from.known().bits().merge(word, set);
            }
        }
        return from.row().isComplete();
    }

    /** Sets a key's bits, unless they are known to be set; fails if that cannot be done. */
    CompletionStage<Void> tell(String key, KeyFilter like) {
        Joined to = joined;
        return to == null ? open(like).thenCompose(row -> set(key, like, true)) : set(key, like, true);
    }

    private CompletionStage<Void> set(String key, KeyFilter like, boolean again) {
        Joined to = joined;
        if (to == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("the row of bits is being changed"));
        }
        long hash = to.known().hash().of(key);
        if (to.known().bits().mightContain(hash)) {
            return CompletableFuture.completedFuture(null);
        }
        return bits.set(name, to.row().id(), to.known().bits().places(hash), false)
                .thenCompose(isThere -> {
                    if (isThere) {
                        to.known().bits().add(hash);
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    return again
                            ? open(like).thenCompose(row -> set(key, like, false))
                            : CompletableFuture.<Void>failedFuture(
                                    new IllegalStateException("the row of bits is lost again and again"));
                });
    }

    /** Sets all bits of a filter that has all keys, and says so; blocks. Returns whether the row has them. */
    boolean leave(KeyFilter all) {
        Joined to = joined;
        if (to == null
                || !to.known().hash().equals(all.hash())
                || !to.known().bits().hasSizeOf(all.bits())) {
            return false;
        }
        List<Long> places = new ArrayList<>(SharedBits.MOST_PLACES);
        for (int word = 0; word < all.bits().wordCount(); word++) {
            long missing = all.bits().word(word) & ~to.known().bits().word(word);
            for (long left = missing; left != 0; left &= left - 1) {
                places.add((long) word * Long.SIZE + Long.numberOfTrailingZeros(left));
                if (places.size() == SharedBits.MOST_PLACES && !set(to, places, false)) {
                    return false;
                }
            }
        }
        return set(to, places, true);
    }

    private boolean set(Joined to, List<Long> places, boolean completes) {
        long[] all = places.stream().mapToLong(Long::longValue).toArray();
        places.clear();
        boolean isThere = answer(bits.set(name, to.row().id(), all, completes));
        if (isThere) {
            for (long place : all) {
                to.known().bits().merge((int) (place >>> 6), 1L << place);
            }
        }
        return isThere;
    }

    /** The row may lack what it had. */
    void discard() {
        Joined lost = joined;
        joined = null;
        if (lost != null) {
            bits.discard(name, lost.row().id());
        }
    }

    private static <R> R answer(CompletionStage<R> stage) {
        try {
            return stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }
}
