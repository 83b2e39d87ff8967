package io.cachex.redis;

import io.lettuce.core.cluster.SlotHash;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The masters of a cluster, put together from what several nodes say ({@code CLUSTER NODES}). Where they disagree on a slot,
 * the claim of the highest epoch wins, as it does among the nodes. For one thread.
 */
final class ClusterNodes {

    /** A master as the nodes know it. */
    static final class Master {
        final String id;
        final String host;
        final int port;
        final BitSet slots = new BitSet(SlotHash.SLOT_COUNT);

        private Master(String id, String host, int port) {
            this.id = id;
            this.host = host;
            this.port = port;
        }
    }

    private final boolean prefersNames;
    private final Map<String, Master> masters = new TreeMap<>();
    private final String[] owners = new String[SlotHash.SLOT_COUNT];
    private final long[] epochs = new long[SlotHash.SLOT_COUNT]; // of the claims above

    /**
     * Nothing yet.
     *
     * @param prefersNames whether nodes are reached by the names they announce, if they do, and not by their addresses
     */
    ClusterNodes(boolean prefersNames) {
        this.prefersNames = prefersNames;
    }

    /**
     * Adds what a node says.
     *
     * @param asked the host that was asked, for it may not know its own
     */
    void add(String answer, String asked) {
        for (String line : answer.split("\n", -1)) {
            String[] fields = line.strip().split(" ", -1);
            if (fields.length >= 8) {
                addLine(fields, asked);
            }
        }
    }

    private void addLine(String[] fields, String asked) {
        Set<String> flags = Set.of(fields[2].split(",", -1));
        boolean hasSlots = fields.length > 8 && fields[8].charAt(0) != '[';
        boolean isAway = flags.contains("fail") || flags.contains("fail?") || flags.contains("handshake");
        if (!flags.contains("master") || flags.contains("noaddr") || (isAway && !hasSlots)) {
            return;
        }
        Master master = masters.computeIfAbsent(fields[0], id -> master(id, fields[1], asked));
        long epoch = Long.parseLong(fields[6]);
        for (int i = 8; i < fields.length; i++) {
            if (fields[i].charAt(0) != '[') { // else it is on its way
                claim(master.id, epoch, fields[i]);
            }
        }
    }

    private void claim(String id, long epoch, String range) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
        for (int slot = first; slot <= last; slot++) {
            if (owners[slot] == null || epoch > epochs[slot]) {
                owners[slot] = id;
                epochs[slot] = epoch;
            }
        }
    }

    /** Of {@code host:port@busPort[,name]}. */
    private Master master(String id, String address, String asked) {
        String[] parts = address.split(",", -1);
        String name = parts.length > 1 ? parts[1] : "";
        int bus = parts[0].lastIndexOf('@');
        String where = bus < 0 ? parts[0] : parts[0].substring(0, bus);
        int colon = where.lastIndexOf(':');
        String host = where.substring(0, colon);
        if (prefersNames && !name.isEmpty() && name.indexOf('=') < 0) {
            host = name;
        }
        return new Master(id, host.isEmpty() ? asked : host, Integer.parseInt(where.substring(colon + 1)));
    }

    /** Who has a slot; null if nobody does. */
    @Nullable
    String owner(int slot) {
        return owners[slot];
    }

    /** The masters with their slots, by id in the order of the alphabet; empty if nobody has any slot. */
    Map<String, Master> masters() {
        boolean any = false;
        masters.values().forEach(master -> master.slots.clear());
        for (int slot = 0; slot < owners.length; slot++) {
            String owner = owners[slot];
            Master master = owner == null ? null : masters.get(owner);
            if (master != null) { // always, if there is an owner
                any = true;
                master.slots.set(slot);
            }
        }
        return any ? masters : new HashMap<>();
    }
}
