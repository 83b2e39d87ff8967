package io.cachex.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.examples.docs.PriceCodec.Price;
import io.cachex.spi.Codec;
import io.cachex.testkit.ByteFuzzer;
import io.cachex.testkit.CodecContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceCodecTest extends CodecContract<Price> {

    @Override
    protected Codec<Price> codec() {
        return new PriceCodec();
    }

    @Override
    protected List<Price> values() {
        return List.of(new Price(0, "EUR"), new Price(-1, "USD"), new Price(Long.MAX_VALUE, "JPY"));
    }

    @Test
    void refusesWhatIsNoPrice() {
        PriceCodec codec = new PriceCodec();
        PriceCodec.Price price = new PriceCodec.Price(1_250, "EUR");

        ByteFuzzer.of(7, codec.encode(price)).run(bytes -> {
            try {
                codec.decode(bytes);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("bytes"); // a refusal, which the cache counts as a miss
            }
        });
    }
}
