package io.cachex.examples.docs;

import io.cachex.spi.Codec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A codec of one's own: eight bytes of cents, then the currency. */
final class PriceCodec implements Codec<PriceCodec.Price> {

    record Price(long cents, String currency) {}

    @Override
    public byte[] encode(Price price) {
        byte[] currency = price.currency().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + currency.length)
                .putLong(price.cents())
                .put(currency)
                .array();
    }

    @Override
    public Price decode(byte[] bytes) {
        if (bytes.length != 11) {
            throw new IllegalArgumentException("not 11 bytes: " + bytes.length); // a miss, not the caller's trouble
        }
        return new Price(ByteBuffer.wrap(bytes).getLong(), new String(bytes, 8, 3, StandardCharsets.US_ASCII));
    }

    @Override
    public String id() {
        return "price"; // another format gets another name, or another schemaVersion()
    }
}
