package io.cachex.redis;

import io.cachex.spi.Leasing.Claim;
import io.cachex.spi.StoredValue;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The right to fill, given by the server in one step with finding nothing. */
final class Leases {

    private static final int MOST_KEYS = 250;
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Claim BUSY = new Claim.Busy();

    private final StoreContext context;
    private final Reads reads;
    private final String tokenStart;
    private final AtomicLong tokens = new AtomicLong();

    Leases(StoreContext context, Reads reads) {
        this.context = context;
        this.reads = reads;
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        this.tokenStart = HexFormat.of().formatHex(random) + '-';
    }

    /** Reads first, because most often it is there; the script looks again. */
    CompletableFuture<Map<String, Claim>> readOrLease(Collection<String> texts, Duration leaseFor) {
        byte[] millis = millis(leaseFor);
        List<Key> keys = texts.stream().map(Key::of).toList();
        return reads.read(keys).thenCompose(found -> {
            Map<String, Claim> claims = new HashMap<>();
            List<Key> missing = new ArrayList<>();
            for (Key key : keys) {
                StoredValue value = found.get(key.text());
                if (value == null) {
                    missing.add(key);
                } else {
                    claims.put(key.text(), new Claim.Found(value));
                }
            }
            return claim(missing, millis, Scripts.READ_OR_LEASE, claims);
        });
    }

    /** Takes leases whatever is there. */
    CompletableFuture<Map<String, Claim>> lease(Collection<String> texts, Duration leaseFor) {
        return claim(texts.stream().map(Key::of).toList(), millis(leaseFor), Scripts.LEASE, new HashMap<>());
    }

    /** Takes leases whoever has them. */
    CompletableFuture<Map<String, Claim>> takeOver(Collection<String> texts, Duration leaseFor) {
        return claim(texts.stream().map(Key::of).toList(), millis(leaseFor), Scripts.TAKE_OVER, new HashMap<>());
    }

    CompletableFuture<Boolean> fill(String text, String token, StoredValue value) {
        Key key = Key.of(text);
        List<byte[]> names = List.of(
                context.names().value(key.escaped()),
                context.names().lease(key.escaped()),
                context.names().hold(key.escaped()));
        List<byte[]> arguments = List.of(
                Arguments.of(token),
                context.readyChannel(),
                context.patience(),
                Arguments.of(value.version()),
                Arguments.keepFor(value),
                value.bytes());
        return context.run(Scripts.FILL, names, arguments).thenApply(answer -> {
            if (answer.get(0).equals(-1L)) {
                throw new IllegalArgumentException("the value's version cannot be raised above 2^53");
            }
            return Changes.isOne(answer);
        });
    }

    CompletableFuture<Boolean> renew(String text, String token, Duration leaseFor) {
        List<byte[]> arguments = List.of(Arguments.of(token), millis(leaseFor));
        return context.run(Scripts.RENEW, leaseName(text), arguments).thenApply(Changes::isOne);
    }

    CompletableFuture<Void> release(String text, String token) {
        List<byte[]> arguments = List.of(Arguments.of(token), context.readyChannel());
        return context.run(Scripts.RELEASE, leaseName(text), arguments).thenAccept(answer -> {});
    }

    private CompletableFuture<Map<String, Claim>> claim(
            List<Key> keys, byte[] millis, Script script, Map<String, Claim> claims) {
        return Chunks.each(Chunks.of(keys, MOST_KEYS), chunk -> claimChunk(chunk, millis, script, claims))
                .thenApply(done -> claims);
    }

    private CompletableFuture<Void> claimChunk(
            List<Key> keys, byte[] millis, Script script, Map<String, Claim> claims) {
        boolean reading = script == Scripts.READ_OR_LEASE;
        List<byte[]> names = new ArrayList<>(keys.size() * 2);
        List<byte[]> arguments = new ArrayList<>(keys.size() + 1);
        String[] given = new String[keys.size()];
        arguments.add(millis);
        arguments.add(context.patience());
        for (int i = 0; i < given.length; i++) {
            if (reading) {
                names.add(context.names().value(keys.get(i).escaped()));
            }
            names.add(context.names().lease(keys.get(i).escaped()));
            given[i] = tokenStart + Long.toString(tokens.incrementAndGet(), Character.MAX_RADIX);
            arguments.add(Arguments.of(given[i]));
        }
        return context.run(script, names, arguments).thenAccept(answers -> {
            for (int i = 0; i < given.length; i++) {
                claims.put(keys.get(i).text(), claim(answers.get(i), given[i]));
            }
        });
    }

    /**
     * What an answer means. Where the server had no room for a lease, the reader may load all the same; its token is nobody's,
     * so what it loads is not kept.
     */
    private Claim claim(@Nullable Object answer, String token) {
        if (answer instanceof byte[] bytes) {
            Stored stored = Stored.read(ByteBuffer.wrap(bytes));
            return stored == null
                    ? new Claim.Granted(token)
                    : new Claim.Found(stored.live(context.clock().micros()));
        }
        return answer != null && answer.equals(0L) ? BUSY : new Claim.Granted(token);
    }

    private List<byte[]> leaseName(String text) {
        return List.of(context.names().lease(Key.of(text).escaped()));
    }

    private static byte[] millis(Duration leaseFor) {
        if (leaseFor.compareTo(SHORTEST) < 0 || leaseFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a lease must last from 10 ms to 1 day: " + leaseFor);
        }
        return Arguments.millis(leaseFor);
    }
}
