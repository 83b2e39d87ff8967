package io.cachex.redis;

import io.cachex.spi.StoredValue;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values in an answer to MGET, in its order; null for what is not there or no value. Copies bytes once. */
final class StoredOutput extends CommandOutput<byte[], byte[], List<@Nullable StoredValue>> {

    private final @Nullable StoredValue[] values;
    private final ServerClock clock;
    private final UsualSize sizes;
    private int count;
    private long nowMicros;

    /**
     * Of an answer that is yet to come.
     *
     * @param clock has written the values
     * @param sizes learns how large they are
     */
    StoredOutput(int keys, ServerClock clock, UsualSize sizes) {
        this(new StoredValue[keys], clock, sizes);
    }

    private StoredOutput(@Nullable StoredValue[] values, ServerClock clock, UsualSize sizes) {
        super(ByteArrayCodec.INSTANCE, Arrays.asList(values));
        this.values = values;
        this.clock = clock;
        this.sizes = sizes;
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        if (count == 0) {
            nowMicros = clock.micros();
        }
        values[count++] = bytes == null ? null : Stored.read(bytes, nowMicros);
        if (count == values.length) {
            sizes.note(output);
        }
    }

    @Override
    public void multi(int size) {}
}
