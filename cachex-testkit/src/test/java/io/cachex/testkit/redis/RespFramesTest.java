package io.cachex.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RespFramesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n",
                "-ERR 12 things *3\r\n",
                ":-12\r\n",
                "$3\r\na\r\n\r\n",
                "$0\r\n\r\n",
                "$-1\r\n",
                "*0\r\n",
                "*-1\r\n",
                "*2\r\n$3\r\nGET\r\n$2\r\n*9\r\n",
                "*2\r\n*2\r\n:1\r\n*0\r\n$-1\r\n",
                "_\r\n",
                ",3.14\r\n",
                "#t\r\n",
                "(3492890328409238509324850943850943825024385\r\n",
                "!5\r\nERR x\r\n",
                "=7\r\ntxt:abc\r\n",
                "%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n:2\r\n",
                "~2\r\n+a\r\n+b\r\n",
                ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\n>3\r\n",
                "|1\r\n+ttl\r\n:3600\r\n$1\r\nv\r\n",
                "*2\r\n|1\r\n+a\r\n%1\r\n+b\r\n:1\r\n:1\r\n:2\r\n",
                "PING inline\r\n",
            })
    void aValueEndsWhereItEndsHoweverItIsCut(String value) {
        byte[] bytes = (value + value).getBytes(StandardCharsets.ISO_8859_1);

        for (int cut = 0; cut <= value.length(); cut++) {
            RespFrames frames = new RespFrames();
            int at = frames.advance(bytes, 0, cut);
            assertThat(at).isEqualTo(cut);
            assertThat(frames.isBetween()).as("cut at " + cut).isEqualTo(cut == 0 || cut == value.length());

            if (!frames.isBetween() || cut == 0) {
                at = frames.advance(bytes, at, bytes.length);
            }

            assertThat(at).as("cut at " + cut).isEqualTo(value.length());
            assertThat(frames.isBetween()).isTrue();
        }
    }

    @Test
    void findsTheValuesOfAStreamInChunksOfAnySize() {
        StringBuilder stream = new StringBuilder();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String value =
                    i % 2 == 0 ? "*2\r\n$" + i + "\r\n" + "*".repeat(i) + "\r\n:" + i + "\r\n" : "+" + i + "\r\n";
            values.add(value);
            stream.append(value);
        }
        byte[] bytes = stream.toString().getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(42);
        RespFrames frames = new RespFrames();
        List<String> found = new ArrayList<>();
        StringBuilder current = new StringBuilder();

        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(700));
            for (int at = from; at < to; ) {
                int end = frames.advance(bytes, at, to);
                current.append(new String(bytes, at, end - at, StandardCharsets.ISO_8859_1));
                if (frames.isBetween()) {
                    found.add(current.toString());
                    current.setLength(0);
                }
                at = end;
            }
            from = to;
        }

        assertThat(found).isEqualTo(values);
    }

    /** A TLS record, say. */
    @Test
    void doesNotStumbleOverWhatIsNotResp() {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        RespFrames frames = new RespFrames();

        for (int at = 0; at < noise.length; ) {
            int end = frames.advance(noise, at, noise.length);
            assertThat(end).isGreaterThan(at);
            at = end;
        }
    }
}
