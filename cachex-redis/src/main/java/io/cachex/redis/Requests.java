package io.cachex.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The requests that more than one part makes. */
final class Requests {

    private Requests() {}

    /** The server's time: seconds and microseconds, as text. */
    static Request<List<byte[]>> time() {
        return new Request<>(CommandType.TIME, new ValueListOutput<>(ByteArrayCodec.INSTANCE));
    }

    /** The answer to {@link #time}, in microseconds since 1970. */
    static long micros(List<byte[]> time) {
        return number(time.get(0)) * 1_000_000 + number(time.get(1));
    }

    /** A decimal number in ASCII. */
    static long number(byte[] text) {
        return Long.parseLong(new String(text, StandardCharsets.US_ASCII));
    }
}
