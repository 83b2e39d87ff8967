package io.cachex.examples.drill.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * A recorded stream of requests: which object was asked for, in the order of asking. Immutable.
 *
 * <p>Objects are numbered from 0; the key of object {@code n} is its number as text.
 */
public final class Trace {

    private static final String WEB12 = "/io/cachex/examples/drill/web12.trace.gz";

    private final int[] objects;
    private final String[] keys;

    private Trace(int[] objects) {
        this.objects = objects;
        int distinct = Arrays.stream(objects).max().orElse(-1) + 1;
        // One String for each key, as its hash code is then computed once.
        this.keys = IntStream.range(0, distinct).mapToObj(Integer::toString).toArray(String[]::new);
    }

    /** The requests for product pages of a real shop in December 2013: 95,607 requests over 13,756 objects. */
    public static Trace web12() {
        try (InputStream file = Trace.class.getResourceAsStream(WEB12)) {
            if (file == null) {
                throw new IOException("not on the class path: " + WEB12);
            }
            ByteBuffer bigEndian = ByteBuffer.wrap(new GZIPInputStream(file).readAllBytes());
            int[] objects = new int[bigEndian.remaining() / Integer.BYTES];
            bigEndian.asIntBuffer().get(objects);
            return new Trace(objects);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many requests were recorded. */
    public int length() {
        return objects.length;
    }

    /** How many different objects they ask for. */
    public int distinct() {
        return keys.length;
    }

    /** The object of the request at {@code position}; after the last request the trace begins again. */
    public int objectAt(long position) {
        return objects[(int) (position % objects.length)];
    }

    /** The key of the request at {@code position}; after the last request the trace begins again. */
    public String keyAt(long position) {
        return keys[objectAt(position)];
    }
}
