package io.cachex;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.sun.management.ThreadMXBean;
import io.cachex.spi.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TH19, BI23: bombs, and what claims to be something else than it is. */
@Tag("no-agent")
class InflationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CAP = 4 << 20;
    private static final long GIGABYTE = 1L << 30;

    /** TH19: gzip 1 MB to 1 GB, zstd 8 kB to 256 MB: refused within 10 ms, and at most cap + 64 kB of heap. */
    @ParameterizedTest
    @CsvSource({
        "deflate, 10",
        "deflate, 65536",
        "deflate, 4194304",
        "deflate, 1073741824",
        "zstd, 10",
        "zstd, 65536",
        "zstd, 1600000",
        "zstd, 4194304",
        "zstd, 268435456",
        "zstd, 2147483647",
        "zstd, -1"
    })
    void refusesABombInTimeAndSpace(String name, int claimed) throws IOException {
        byte[] bomb = body(claimed, name.equals("zstd") ? zstdBomb(256 << 20) : deflateBomb(GIGABYTE / 4));
        int id = name.equals("zstd") ? ZstdCompressor.ID : DeflateCompressor.ID;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> Inflation.of(id, bomb, 0, CAP)); // classes and buffers are there
        }

        long fewest = Long.MAX_VALUE;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long began = TimeSource.system().nanos();
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            assertThat(reasonOf(id, bomb)).isIn("inflates", "corrupt"); // zstd's window alone is beyond a small claim
            fewest = Math.min(
                    fewest,
                    THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
            shortest = Math.min(shortest, TimeSource.system().nanos() - began);
        }

        assertThat(fewest).isLessThan(CAP + (64 << 10));
        assertThat(shortest).isLessThan(MILLISECONDS.toNanos(50));
    }

    /** The claim is never trusted for an allocation: what ends early has cost what it gave, and as much again. */
    @ParameterizedTest
    @ValueSource(ints = {DeflateCompressor.ID, ZstdCompressor.ID})
    void allocatesForWhatIsThereAndNotForWhatIsClaimed(int id) throws Exception {
        byte[] noise = new byte[100_000];
        new Random(3).nextBytes(noise);
        byte[] lie = body(CAP, compressed(id, noise));
        reasonOf(id, lie);

        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        String reason = reasonOf(id, lie);
        long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(reason).isEqualTo("corrupt");
        assertThat(bytes).isLessThan(3L * noise.length + (64 << 10));
    }

    /** TH19: over 200:1 above 64 kB, however honest and however far below the cap. */
    @ParameterizedTest
    @ValueSource(ints = {DeflateCompressor.ID, ZstdCompressor.ID})
    void refusesWhatIsFarTooSmallForItsSize(int id) throws IOException {
        byte[] plain = new byte[2 << 20];
        byte[] harmless = new byte[64 << 10];

        assertThat(reasonOf(id, body(plain.length, compressed(id, plain)))).isEqualTo("inflates");
        assertThat(reasonOf(id, body(harmless.length, compressed(id, harmless))))
                .isEqualTo("readable");
    }

    /** BI21. */
    @ParameterizedTest
    @ValueSource(ints = {3, 15, 16, 255})
    void aCompressorThatIsNotKnownIsAReason(int id) {
        assertThat(reasonOf(id, new byte[20])).isEqualTo("compressor");
    }

    /** BI18: truncated at every byte. */
    @ParameterizedTest
    @ValueSource(ints = {DeflateCompressor.ID, ZstdCompressor.ID})
    void everyTruncationIsRefused(int id) throws Exception {
        byte[] plain = new byte[2_000];
        new Random(4).nextBytes(plain);
        byte[] whole = body(plain.length, compressed(id, plain));
        assertThat(Inflation.of(id, whole, 0, CAP)).isEqualTo(plain);

        int trailer =
                id == ZstdCompressor.ID ? 0 : 4; // zlib's own checksum, which it need not have: envelopes have theirs
        for (int length = 0; length < whole.length - trailer; length++) {
            assertThat(reasonOf(id, Arrays.copyOf(whole, length)))
                    .as("%d of %d bytes", length, whole.length)
                    .isIn("corrupt", "length");
        }
    }

    /** A frame that asks for a window of gigabytes gets none. */
    @Test
    void allocatesNoWindowOnAFramesWord() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(frame, 3)) {
            out.setLong(27).write(new byte[100]);
            out.flush();
        }

        assertThat(reasonOf(ZstdCompressor.ID, body(100, frame.toByteArray()))).isEqualTo("corrupt");
    }

    private static String reasonOf(int id, byte[] body) {
        try {
            Inflation.of(id, body, 0, CAP);
            return "readable";
        } catch (UnreadableException e) {
            return e.reason();
        }
    }

    private static byte[] body(int claimed, byte[] compressed) {
        return ByteBuffer.allocate(Integer.BYTES + compressed.length)
                .putInt(claimed)
                .put(compressed)
                .array();
    }

    private static byte[] zstdBomb(long size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStreamNoFinalizer(bytes, 3)) {
            zeros(out, size);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflateBomb(long size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes)) {
            zeros(out, size);
        }
        return bytes.toByteArray();
    }

    private static byte[] compressed(int id, byte[] plain) throws IOException {
        if (id == ZstdCompressor.ID) {
            return Zstd.compress(plain);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static void zeros(OutputStream out, long size) throws IOException {
        byte[] zeros = new byte[1 << 20];
        for (long written = 0; written < size; written += zeros.length) {
            out.write(zeros);
        }
    }
}
