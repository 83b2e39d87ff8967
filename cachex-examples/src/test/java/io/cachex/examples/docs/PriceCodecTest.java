package io.cachex.examples.docs;

import io.cachex.examples.docs.PriceCodec.Price;
import io.cachex.spi.Codec;
import io.cachex.testkit.CodecContract;
import java.util.List;

class PriceCodecTest extends CodecContract<Price> {

    @Override
    protected Codec<Price> codec() {
        return new PriceCodec();
    }

    @Override
    protected List<Price> values() {
        return List.of(new Price(0, "EUR"), new Price(-1, "USD"), new Price(Long.MAX_VALUE, "JPY"));
    }
}
