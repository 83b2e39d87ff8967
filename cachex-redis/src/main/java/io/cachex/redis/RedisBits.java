package io.cachex.redis;

import io.cachex.spi.SharedBits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Rows of bits in Redis: a hash that says what the row is, and a string with the bits, in one slot. A row ends when either is
 * gone or the server's data has another history, and begins anew under another id when it is next asked for.
 */
final class RedisBits implements SharedBits {

    private static final Script OPEN = Script.of("bitsopen.lua");
    private static final Script SET = Script.of("bitsset.lua");
    private static final Script READ = Script.of("bitsread.lua");
    private static final Script DISCARD = Script.of("bitsdiscard.lua");

    private static final int HEX = 16;
    private static final byte[] YES = {'1'};
    private static final byte[] NO = {'0'};

    private final StoreContext context;

    RedisBits(StoreContext context) {
        this.context = context;
    }

    @Override
    public CompletionStage<Row> open(String name, Row ifAbsent) {
        List<byte[]> arguments = List.of(
                Arguments.of(ifAbsent.id()),
                Arguments.of(ifAbsent.bits()),
                Arguments.of(ifAbsent.hashes()),
                Arguments.of(Long.toHexString(ifAbsent.k0())),
                Arguments.of(Long.toHexString(ifAbsent.k1())));
        return run(OPEN, name, arguments, RedisBits::row);
    }

    private static Row row(List<Object> answer) {
        return new Row(
                Answers.text(answer.get(0)),
                Long.parseLong(Answers.text(answer.get(1))),
                Integer.parseInt(Answers.text(answer.get(2))),
                Long.parseUnsignedLong(Answers.text(answer.get(3)), HEX),
                Long.parseUnsignedLong(Answers.text(answer.get(4)), HEX),
                Answers.text(answer.get(5)).equals("1"));
    }

    @Override
    public CompletionStage<Boolean> set(String name, String id, long[] places, boolean completes) {
        if (places.length > MOST_PLACES) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("places must be at most " + MOST_PLACES + ": " + places.length));
        }
        ByteBuffer packed = ByteBuffer.allocate(places.length * Integer.BYTES);
        for (long place : places) {
            packed.putInt((int) place);
        }
        List<byte[]> arguments = List.of(Arguments.of(id), completes ? YES : NO, packed.array());
        return run(SET, name, arguments, answer -> Long.valueOf(1).equals(answer.get(0)));
    }

    @Override
    public CompletionStage<byte[]> read(String name, String id, long from, int length) {
        if (length < 1 || length > MOST_BYTES) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("length must be from 1 to " + MOST_BYTES + ": " + length));
        }
        List<byte[]> arguments = List.of(Arguments.of(id), Arguments.of(from), Arguments.of(from + length - 1));
        return run(READ, name, arguments, answer -> answer.get(0) instanceof byte[] bytes ? bytes : new byte[0]);
    }

    @Override
    public CompletionStage<Void> discard(String name, String id) {
        return run(DISCARD, name, List.of(Arguments.of(id)), answer -> null);
    }

    private <R> CompletionStage<R> run(
            Script script, String name, List<byte[]> arguments, Function<List<Object>, R> reading) {
        try {
            return context.run(script, context.names().bits(name), shard -> arguments)
                    .thenApply(reading);
        } catch (RuntimeException e) { // a name that is no text
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public String toString() {
        return "redisBits";
    }
}
