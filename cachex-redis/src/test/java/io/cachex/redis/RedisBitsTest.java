package io.cachex.redis;

import static io.cachex.redis.Nodes.answer;
import static io.cachex.redis.Nodes.soon;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.SharedBits;
import io.cachex.spi.SharedBits.Row;
import io.cachex.testkit.redis.RedisServer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** H3: rows of bits that nodes share: only ever set, and lost as a whole or not at all. */
class RedisBitsTest {

    private static final String SPACE = "app:{users}";
    private static final Row ROW = new Row("first", 1 << 20, 7, -1, Long.MIN_VALUE, false);

    private final Nodes nodes = new Nodes();
    private final RedisServer server = RedisServer.create().start();
    private SharedBits bits;

    @BeforeEach
    void open() {
        Redis redis = nodes.at(server.uri());
        bits = redis.sharedBits();
        soon().until(redis::isConnected);
    }

    @AfterEach
    void close() {
        nodes.close();
        server.close();
    }

    @Test
    void aRowIsThereForAll() {
        assertThat(answer(bits.open(SPACE, ROW))).isEqualTo(ROW);

        assertThat(answer(bits.open(SPACE, new Row("second", 64, 1, 0, 0, false))))
                .isEqualTo(ROW);
        assertThat(answer(bits.open("app:other", new Row("third", 64, 1, 0, 0, false)))
                        .id())
                .isEqualTo("third");
    }

    @Test
    void setBitsAreReadInTheirOrder() {
        answer(bits.open(SPACE, ROW));

        assertThat(answer(bits.set(SPACE, "first", new long[] {0, 9, (1 << 20) - 1}, false)))
                .isTrue();

        byte[] read = answer(bits.read(SPACE, "first", 0, 1 << 17));
        assertThat(read).hasSize(1 << 17);
        assertThat(read[0]).isEqualTo((byte) 0x80);
        assertThat(read[1]).isEqualTo((byte) 0x40);
        assertThat(read[(1 << 17) - 1]).isEqualTo((byte) 1);
        assertThat(answer(bits.read(SPACE, "first", 1, 2))).containsExactly(0x40, 0);
        assertThat(answer(bits.open(SPACE, ROW)).isComplete()).isFalse();
        answer(bits.set(SPACE, "first", new long[0], true));
        assertThat(answer(bits.open(SPACE, ROW)).isComplete()).isTrue();
    }

    @Test
    void takesManyPlacesAtOnce() {
        answer(bits.open(SPACE, ROW));

        answer(bits.set(
                SPACE, "first", LongStream.range(0, SharedBits.MOST_PLACES).toArray(), false));

        assertThat(answer(bits.read(SPACE, "first", 0, SharedBits.MOST_PLACES / 8)))
                .containsOnly((byte) 0xff);
        assertThat(Nodes.failure(bits.set(SPACE, "first", new long[SharedBits.MOST_PLACES + 1], false)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Nodes.failure(bits.read(SPACE, "first", 0, 0))).isInstanceOf(IllegalArgumentException.class);
    }

    /** A row of which anything is missing is no row. */
    @Test
    void aRowThatIsLostBeginsAnew() {
        for (String command : new String[] {"FLUSHALL", "DEL bits", "DEL row"}) {
            Row now = answer(bits.open(SPACE, new Row("a", 128, 2, 1, 2, false)));
            answer(bits.set(SPACE, now.id(), new long[] {5}, true));
            String row = new String(nodes.names().bits(SPACE).get(0), US_ASCII);
            String its = new String(nodes.names().bits(SPACE).get(1), US_ASCII);

            server.command(command.replace("bits", its).replace("row", row).split(" "));

            assertThat(answer(bits.set(SPACE, now.id(), new long[] {6}, false)))
                    .as(command)
                    .isFalse();
            Row next = answer(bits.open(SPACE, new Row("b", 64, 1, 0, 0, false)));
            assertThat(next).isEqualTo(new Row("b", 64, 1, 0, 0, false));
            assertThat(answer(bits.read(SPACE, "b", 0, 8))).containsOnly(0);
            answer(bits.discard(SPACE, "a"));
            assertThat(answer(bits.set(SPACE, "b", new long[] {1}, false))).isTrue();
            answer(bits.discard(SPACE, "b"));
            assertThat(answer(bits.read(SPACE, "b", 0, 8))).isEmpty();
        }
    }

    /** FT45: a server that has another history may lack what it had acknowledged. */
    @Test
    void aRowOfAnotherHistoryBeginsAnew() {
        answer(bits.open(SPACE, ROW));
        String row = new String(nodes.names().bits(SPACE).get(0), US_ASCII);

        server.command("HSET", row, "h", "another");

        assertThat(answer(bits.open(SPACE, new Row("second", 64, 1, 0, 0, false)))
                        .id())
                .isEqualTo("second");
    }
}
