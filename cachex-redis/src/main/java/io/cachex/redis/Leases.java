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
import java.util.function.Function;
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
        return reads.read(texts).thenCompose(found -> {
            Map<String, Claim> claims = new HashMap<>(texts.size() * 4 / 3 + 1);
            List<Key> missing = new ArrayList<>();
            for (String text : texts) {
                StoredValue value = found.get(text);
                if (value == null) {
                    missing.add(Key.of(text));
                } else {
                    claims.put(text, new Claim.Found(value));
                }
            }
            return missing.isEmpty()
                    ? CompletableFuture.completedFuture(claims)
                    : claim(missing, millis, Scripts.READ_OR_LEASE, claims);
        });
    }

    /** The same for one key. */
    CompletableFuture<Claim> readOrLease(String text, Duration leaseFor) {
        check(leaseFor);
        return reads.read(new KeyRead<Claim>(text, context.names()) {
            @Override
            void found(StoredValue value) {
                complete(new Claim.Found(value));
            }

            @Override
            void missing() {
                claim(List.of(Key.of(text)), millis(leaseFor), Scripts.READ_OR_LEASE, new HashMap<>())
                        .whenComplete((claims, failure) -> {
                            if (failure == null) {
                                complete(claims.get(text));
                            } else {
                                completeExceptionally(RedisFailures.unwrapped(failure));
                            }
                        });
            }
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
        Function<Shard, List<byte[]>> arguments = shard -> List.of(
                Arguments.of(token),
                shard.readyChannel(),
                shard.patience(),
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
        return context.run(Scripts.RENEW, leaseName(text), shard -> arguments).thenApply(Changes::isOne);
    }

    CompletableFuture<Void> release(String text, String token) {
        return context.run(
                        Scripts.RELEASE, leaseName(text), shard -> List.of(Arguments.of(token), shard.readyChannel()))
                .thenAccept(answer -> {});
    }

    private CompletableFuture<Map<String, Claim>> claim(
            List<Key> keys, byte[] millis, Script script, Map<String, Claim> claims) {
        List<List<Key>> parts = new ArrayList<>();
        context.parts(keys).forEach(part -> parts.addAll(Chunks.of(part, MOST_KEYS)));
        if (parts.size() == 1) { // most often
            Asked asked = ask(parts.get(0), millis, script);
            return context.run(script, asked.run.keys(), asked.run.arguments()).thenApply(answers -> {
                asked.collect(answers, claims);
                return claims;
            });
        }
        int atOnce = context.shards().isCluster() ? MOST_KEYS : 1;
        return Chunks.each(Chunks.of(parts, atOnce), wave -> claimWave(wave, millis, script, claims))
                .thenApply(done -> claims);
    }

    /**
     * In a cluster some may be answered and others not. Who asked for those may load all the same, with a token that is
     * nobody's; unless nobody was answered.
     */
    private CompletableFuture<Void> claimWave(
            List<List<Key>> parts, byte[] millis, Script script, Map<String, Claim> claims) {
        List<Asked> asked = new ArrayList<>(parts.size());
        parts.forEach(part -> asked.add(ask(part, millis, script)));
        List<CompletableFuture<List<Object>>> answers =
                context.runAll(script, asked.stream().map(one -> one.run).toList());
        return Chunks.settled(answers).thenAccept(done -> {
            for (int i = 0; i < done.size(); i++) {
                List<Object> answer = done.get(i);
                if (answer == null) {
                    asked.get(i).collectNone(claims);
                } else {
                    asked.get(i).collect(answer, claims);
                }
            }
        });
    }

    private Asked ask(List<Key> keys, byte[] millis, Script script) {
        boolean reading = script == Scripts.READ_OR_LEASE;
        List<byte[]> names = new ArrayList<>(keys.size() * 2);
        List<byte[]> tokens = new ArrayList<>(keys.size());
        String[] given = new String[keys.size()];
        for (int i = 0; i < given.length; i++) {
            if (reading) {
                names.add(context.names().value(keys.get(i).escaped()));
            }
            names.add(context.names().lease(keys.get(i).escaped()));
            given[i] = tokenStart + Long.toString(this.tokens.incrementAndGet(), Character.MAX_RADIX);
            tokens.add(Arguments.of(given[i]));
        }
        Route.Run run = new Route.Run(names, shard -> {
            List<byte[]> arguments = new ArrayList<>(tokens.size() + 2);
            arguments.add(millis);
            arguments.add(shard.patience());
            arguments.addAll(tokens);
            return arguments;
        });
        return new Asked(keys, given, run);
    }

    /** Claims that are made in one script. */
    private final class Asked {

        private final List<Key> keys;
        private final String[] given;
        private final Route.Run run;

        Asked(List<Key> keys, String[] given, Route.Run run) {
            this.keys = keys;
            this.given = given;
            this.run = run;
        }

        void collect(List<Object> answers, Map<String, Claim> claims) {
            long now = context.shards().clockOf(run.keys().get(0)).micros();
            for (int i = 0; i < given.length; i++) {
                claims.put(keys.get(i).text(), claim(answers.get(i), given[i], now));
            }
        }

        void collectNone(Map<String, Claim> claims) {
            for (int i = 0; i < given.length; i++) {
                claims.put(keys.get(i).text(), new Claim.Granted(given[i]));
            }
        }
    }

    /**
     * What an answer means. Where the server had no room for a lease, the reader may load all the same; its token is nobody's,
     * so what it loads is not kept.
     */
    private static Claim claim(@Nullable Object answer, String token, long now) {
        if (answer instanceof byte[] bytes) {
            StoredValue value = Stored.readLive(ByteBuffer.wrap(bytes), now);
            return value == null ? new Claim.Granted(token) : new Claim.Found(value);
        }
        return answer != null && answer.equals(0L) ? BUSY : new Claim.Granted(token);
    }

    private List<byte[]> leaseName(String text) {
        return List.of(context.names().lease(Key.of(text).escaped()));
    }

    private static byte[] millis(Duration leaseFor) {
        check(leaseFor);
        return Arguments.millis(leaseFor);
    }

    private static void check(Duration leaseFor) {
        if (leaseFor.compareTo(SHORTEST) < 0 || leaseFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a lease must last from 10 ms to 1 day: " + leaseFor);
        }
    }
}
