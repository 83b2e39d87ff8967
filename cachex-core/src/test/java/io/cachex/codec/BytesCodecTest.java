package io.cachex.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesCodecTest {

    private final BytesCodec codec = BytesCodec.of();

    @Test
    void keepsBytesAsTheyAre() {
        assertThat(codec.decode(codec.encode(new byte[] {1, -1, 0}))).containsExactly(1, -1, 0);
        assertThat(codec.decode(codec.encode(new byte[0]))).isEmpty();
        assertThat(codec.id()).isEqualTo("bytes");
        assertThat(codec).hasToString("bytes");
    }

    @Test
    void sharesNoArray() {
        byte[] value = {1};
        byte[] encoded = codec.encode(value);
        byte[] decoded = codec.decode(encoded);

        value[0] = 2;
        decoded[0] = 3;

        assertThat(encoded).containsExactly(1);
    }
}
