package io.cachex.redis;

import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * The slot in which a master of a cluster numbers its messages.
 *
 * @param slot one of its own, or {@link #NO_SLOT} if it has none, or needs none because it stands alone
 * @param tag what makes a key live in that slot
 */
record Pin(int slot, String tag) {

    static final int NO_SLOT = -1;
    static final Pin NONE = new Pin(NO_SLOT, "");

    /**
     * The pin of a master: the same on every node that sees the same slots. It stays where it is as long as the master
     * keeps that slot, unless it gains one of the few before.
     *
     * @param now the pin it has, which saves looking for the tag
     * @param id the master's
     */
    static Pin of(Pin now, String id, BitSet slots) {
        int start = SlotHash.getSlot(id.getBytes(StandardCharsets.UTF_8));
        int slot = slots.nextSetBit(start);
        if (slot < 0) {
            slot = slots.nextSetBit(0);
        }
        if (slot < 0) {
            return NONE;
        }
        return slot == now.slot ? now : new Pin(slot, tag(slot));
    }

    /** The first number whose slot this is. */
    static String tag(int slot) {
        for (int i = 0; ; i++) {
            String tag = Integer.toString(i, Character.MAX_RADIX);
            if (SlotHash.getSlot(tag.getBytes(StandardCharsets.US_ASCII)) == slot) {
                return tag;
            }
        }
    }
}
