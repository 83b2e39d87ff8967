package io.cachex.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values in an answer to MGET, in its order; null for what is not there or no value. Copies bytes once. */
final class StoredOutput extends CommandOutput<byte[], byte[], List<@Nullable Stored>> {

    StoredOutput(int keys) {
        super(ByteArrayCodec.INSTANCE, new ArrayList<>(keys));
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        output.add(bytes == null ? null : Stored.read(bytes));
    }

    @Override
    public void multi(int count) {}
}
