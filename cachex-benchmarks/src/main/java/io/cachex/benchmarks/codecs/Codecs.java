package io.cachex.benchmarks.codecs;

import io.cachex.codec.CborCodec;
import io.cachex.codec.JsonCodec;
import io.cachex.codec.RecordCodec;
import io.cachex.codec.SmileCodec;
import io.cachex.spi.Codec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** P10: a codec beside a reader and a writer of Jackson's that are kept. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class Codecs {

    /** What is compared; Jackson, which is the base, first. */
    @Param({"JACKSON", "JSON", "SMILE", "CBOR", "RECORD"})
    String contender;

    private final Person person = Person.sample();
    private Codec<Person> codec;
    private byte[] bytes;

    /** Before each run. */
    @Setup
    public void setUp() {
        codec = of(contender);
        bytes = codec.encode(person);
        if (!codec.decode(bytes).equals(person)) {
            throw new IllegalStateException(contender + " must read what it wrote");
        }
    }

    /** Writes a value. */
    @Benchmark
    public byte[] encode() {
        return codec.encode(person);
    }

    /** Reads one. */
    @Benchmark
    public Person decode() {
        return codec.decode(bytes);
    }

    /** Both: what P10 bounds. */
    @Benchmark
    public Person both() {
        return codec.decode(codec.encode(person));
    }

    static Codec<Person> of(String contender) {
        return switch (contender) {
            case "JACKSON" -> new Kept();
            case "JSON" -> JsonCodec.of(Person.class);
            case "SMILE" -> SmileCodec.of(Person.class);
            case "CBOR" -> CborCodec.of(Person.class);
            default -> RecordCodec.of(Person.class);
        };
    }

    /** Jackson as it should be used: a reader and a writer that are made once. */
    private static final class Kept implements Codec<Person> {

        private final JsonMapper mapper = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        private final ObjectReader reader = mapper.readerFor(Person.class);
        private final ObjectWriter writer = mapper.writerFor(Person.class);

        @Override
        public byte[] encode(Person value) {
            return writer.writeValueAsBytes(value);
        }

        @Override
        public Person decode(byte[] bytes) {
            return reader.readValue(bytes);
        }

        @Override
        public String id() {
            return "jackson";
        }
    }
}
