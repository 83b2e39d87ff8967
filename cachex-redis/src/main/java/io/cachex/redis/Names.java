package io.cachex.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every key and channel in Redis, and the rights that their use needs: all from one template.
 *
 * <pre>
 * value       cx:v:{key}      lease   cx:l:{key}      counter   cx:n:{key}      hold after a removal   cx:h:{key}
 * namespace   cx:g:{space}    fields s (number of messages), i (incarnation), q (last generation), t:name (a name's)
 * lock        cx:k:{name}     its fencing counter     cx:f:{name}
 * journal     cx:w:{name}:cache  writes    cx:d:  dead letters    cx:i:  index    cx:b:  who lives, until when
 * bits        cx:m:{space}    what the row is      cx:o:{space}   its bits
 * channels    cache:invalidation, cache:health, cx:ready
 * </pre>
 *
 * <p>In a cluster each master has fields {@code s} and {@code i} of its own, in {@code cx:g:{tag}:id:space}, and channels
 * of its own, {@code cache:invalidation:id} and {@code cx:ready:id}.
 *
 * The braces make what belongs to one key live in one slot of a cluster; those in texts are escaped, see {@link KeyText}.
 */
final class Names {

    /** The commands used, for an account that may do nothing else. */
    private static final List<String> COMMANDS = List.of(
            "hello",
            "auth",
            "ping",
            "time",
            "info",
            "select",
            "get",
            "mget",
            "set",
            "del",
            "exists",
            "getrange",
            "strlen",
            "setbit",
            "pttl",
            "pexpire",
            "incrby",
            "hget",
            "hmget",
            "hset",
            "hsetnx",
            "hincrby",
            "hdel",
            "hgetall",
            "xadd",
            "xack",
            "xdel",
            "xrange",
            "xpending",
            "xclaim",
            "xgroup|create",
            "xgroup|delconsumer",
            "eval",
            "evalsha",
            "client|tracking",
            "publish",
            "subscribe",
            "unsubscribe",
            "asking",
            "cluster|info",
            "cluster|nodes");

    private static final byte[] COLON = {':'};

    private final String prefix;
    private final byte[] value;
    private final byte[] lease;
    private final byte[] counter;
    private final byte[] hold;
    private final byte[] space;
    private final byte[] lock;
    private final byte[] fence;
    private final String invalidationChannel;
    private final String healthChannel;

    Names(String prefix, String invalidationChannel, String healthChannel) {
        this.prefix = prefix;
        this.value = start('v');
        this.lease = start('l');
        this.counter = start('n');
        this.hold = start('h');
        this.space = start('g');
        this.lock = start('k');
        this.fence = start('f');
        this.invalidationChannel = invalidationChannel;
        this.healthChannel = healthChannel;
    }

    /** The value of a key that was {@linkplain KeyText#escaped escaped}; as the next ones. */
    byte[] value(byte[] escaped) {
        return joined(value, escaped);
    }

    /**
     * The value of a key.
     *
     * @throws IllegalArgumentException if it has a lone surrogate
     */
    byte[] value(String key) {
        return KeyText.isPlain(key) ? plain(value, key) : joined(value, KeyText.escaped(key));
    }

    /** What the keys of all values begin with. */
    byte[] values() {
        return value.clone();
    }

    byte[] lease(byte[] escaped) {
        return joined(lease, escaped);
    }

    byte[] counter(byte[] escaped) {
        return joined(counter, escaped);
    }

    /** There while fills of the key are kept only for a short time. */
    byte[] hold(byte[] escaped) {
        return joined(hold, escaped);
    }

    /** The hash with a namespace's sequence, incarnation and generations. */
    byte[] space(String namespace) {
        return joined(space, KeyText.escaped(namespace));
    }

    byte[] lock(String name) {
        return joined(lock, KeyText.escaped(name));
    }

    byte[] fence(String name) {
        return joined(fence, KeyText.escaped(name));
    }

    /** Where a journal keeps a cache's writes, its letters, where each is, and who lives; all in one slot. */
    List<byte[]> journal(String name, String cache) {
        byte[] rest = KeyText.escaped(cache);
        return Stream.of('w', 'd', 'i', 'b')
                .map(kind -> appended(appended(joined(start(kind), KeyText.escaped(name)), COLON), rest))
                .toList();
    }

    /** Where a master of a cluster numbers the messages of a namespace: in the slot of the tag. */
    byte[] sequence(String tag, String id, String namespace) {
        byte[] start = (prefix + ":g:{" + tag + "}:" + id + ':').getBytes(StandardCharsets.US_ASCII);
        return appended(start, KeyText.escaped(namespace));
    }

    /** A namespace's row of bits: what it is, and its bits; in one slot. */
    List<byte[]> bits(String namespace) {
        byte[] name = KeyText.escaped(namespace);
        return List.of(joined(start('m'), name), joined(start('o'), name));
    }

    /** Invalidations. */
    String invalidationChannel() {
        return invalidationChannel;
    }

    /** Invalidations that are made on this master of a cluster. */
    String invalidationChannel(String id) {
        return ofMaster(invalidationChannel, id);
    }

    /** How nodes are. */
    String healthChannel() {
        return healthChannel;
    }

    /** Notes that a lease for which somebody waits has ended: each is the name of the lease's key. */
    String readyChannel() {
        return prefix + ":ready";
    }

    /** The same for leases on this master of a cluster. */
    String readyChannel(String id) {
        return ofMaster(readyChannel(), id);
    }

    /** The rules of an account that can do all this and nothing else, as {@code ACL SETUSER} takes them. */
    String accessRules() {
        StringBuilder rules = new StringBuilder("resetkeys ~" + prefix + ":* resetchannels &" + readyChannel() + " &"
                + ofMaster(readyChannel(), "*") + " &" + invalidationChannel + " &"
                + ofMaster(invalidationChannel, "*") + " &" + healthChannel + " -@all");
        for (String command : COMMANDS) {
            rules.append(" +").append(command);
        }
        return rules.toString();
    }

    private static String ofMaster(String channel, String id) {
        return id.isEmpty() ? channel : channel + ':' + id;
    }

    private byte[] start(char kind) {
        return (prefix + ':' + kind + ":{").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] appended(byte[] start, byte[] end) {
        byte[] name = Arrays.copyOf(start, start.length + end.length);
        System.arraycopy(end, 0, name, start.length, end.length);
        return name;
    }

    /** A text that needs no escapes, written where it belongs at once. */
    private static byte[] plain(byte[] start, String text) {
        byte[] name = Arrays.copyOf(start, start.length + text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            name[start.length + i] = (byte) text.charAt(i);
        }
        name[name.length - 1] = '}';
        return name;
    }

    private static byte[] joined(byte[] start, byte[] escaped) {
        byte[] name = Arrays.copyOf(start, start.length + escaped.length + 1);
        System.arraycopy(escaped, 0, name, start.length, escaped.length);
        name[name.length - 1] = '}';
        return name;
    }
}
