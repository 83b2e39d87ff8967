package io.cachex.benchmarks.redis;

import com.alicp.jetcache.CacheValueHolder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What JetCache stores, written by hand: two times and the bytes. Its locks store a text in place of bytes. */
final class JetCacheForm {

    private static final int HEADER = 2 * Long.BYTES;

    private JetCacheForm() {}

    static byte[] encode(Object stored) {
        CacheValueHolder<?> holder = (CacheValueHolder<?>) stored;
        byte[] value = holder.getValue() instanceof byte[] bytes
                ? bytes
                : holder.getValue().toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEADER + value.length)
                .putLong(holder.getExpireTime())
                .putLong(holder.getAccessTime())
                .put(value)
                .array();
    }

    static Object decode(byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        CacheValueHolder<byte[]> holder = new CacheValueHolder<>();
        holder.setExpireTime(header.getLong());
        holder.setAccessTime(header.getLong());
        holder.setValue(Arrays.copyOfRange(bytes, HEADER, bytes.length));
        return holder;
    }
}
