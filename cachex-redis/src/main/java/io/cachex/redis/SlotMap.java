package io.cachex.redis;

import io.lettuce.core.cluster.SlotHash;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who has which slot, as far as is known at one moment. */
final class SlotMap {

    /** Nothing is known yet. */
    static final SlotMap EMPTY = new SlotMap(List.of(), new Shard[SlotHash.SLOT_COUNT], null);

    private final List<Shard> masters;
    private final @Nullable Shard[] owners; // by slot; empty if there is an only one
    private final @Nullable Shard only;

    private SlotMap(List<Shard> masters, @Nullable Shard[] owners, @Nullable Shard only) {
        this.masters = masters;
        this.owners = owners;
        this.only = only;
    }

    /** One server has everything. */
    static SlotMap only(Shard shard) {
        return new SlotMap(List.of(shard), new Shard[0], shard);
    }

    /**
     * Of a cluster.
     *
     * @param masters all, also those without a slot
     * @param owners who has which slot; null where nobody does. Not to be changed.
     */
    static SlotMap of(Collection<Shard> masters, @Nullable Shard[] owners) {
        return new SlotMap(List.copyOf(masters), owners, null);
    }

    /** Who has a key; null if nobody is known to. */
    @Nullable
    Shard of(byte[] key) {
        return only != null ? only : owners[SlotHash.getSlot(key)];
    }

    /** The master at an address; null if there is none. */
    @Nullable
    Shard at(String host, int port) {
        String address = host + ':' + port;
        for (Shard shard : masters) {
            if (shard.address().equals(address)) {
                return shard;
            }
        }
        return null;
    }

    /** Whose clock is the store's; null if nobody is known. */
    @Nullable
    Shard reference() {
        if (only != null) {
            return only;
        }
        return owners[0] != null || masters.isEmpty() ? owners[0] : masters.get(0);
    }

    /** The only server there is; null in a cluster. */
    @Nullable
    Shard only() {
        return only;
    }

    List<Shard> masters() {
        return masters;
    }

    Set<String> ids() {
        return masters.stream().map(Shard::id).collect(Collectors.toSet());
    }

    /** Whether every slot has an owner and every master is connected. */
    boolean isServed() {
        for (Shard owner : owners) {
            if (owner == null) {
                return false;
            }
        }
        return !masters.isEmpty()
                && masters.stream().allMatch(shard -> shard.data().isConnected());
    }
}
