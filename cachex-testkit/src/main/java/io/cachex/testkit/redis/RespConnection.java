package io.cachex.testkit.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One plain connection to a Redis server: it sends when told, receives when told, and hides no failure. For tests that
 * look behind a driver's back.
 *
 * <p>It speaks RESP2. Answers are {@link String} (UTF-8), {@link Long}, {@link List}, {@link RespError} or null. For one
 * thread at a time.
 */
public final class RespConnection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    private RespConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * Connects.
     *
     * @param patience for the connection and later for each answer; from 1 ms
     * @throws UncheckedIOException if nobody listens there, or does not accept in time
     */
    public static RespConnection open(String host, int port, Duration patience) {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(patience.toMillis()));
            return new RespConnection(socket);
        } catch (IOException e) {
            closeQuietly(socket);
            throw new UncheckedIOException("no connection to " + host + ":" + port, e);
        }
    }

    /**
     * Sends a command and receives its answer.
     *
     * @param parts the command's name and its arguments
     * @return {@link String}, {@link Long}, {@link List} or null
     * @throws RespError if the server answers with an error
     * @throws UncheckedIOException if there is no answer in time, or the connection is gone
     */
    public @Nullable Object command(String... parts) {
        send(parts);
        Object answer = receive();
        if (answer instanceof RespError error) {
            throw error;
        }
        return answer;
    }

    /**
     * Sends a command and does not wait for its answer.
     *
     * @throws UncheckedIOException if the connection is known to be gone
     */
    public void send(String... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("*" + parts.length + "\r\n"));
        for (String part : parts) {
            byte[] encoded = part.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(ascii("$" + encoded.length + "\r\n"));
            bytes.writeBytes(encoded);
            bytes.writeBytes(ascii("\r\n"));
        }
        try {
            socket.getOutputStream().write(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Receives the next answer or message.
     *
     * @return {@link String}, {@link Long}, {@link List}, {@link RespError} or null
     * @throws UncheckedIOException if there is none in time ({@link java.net.SocketTimeoutException} inside), or the
     *     connection was closed ({@link EOFException}) or reset ({@link java.net.SocketException})
     */
    public @Nullable Object receive() {
        try {
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    private @Nullable Object read() throws IOException {
        String line = readLine();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> new RespError(rest);
            case ':' -> Long.parseLong(rest);
            case '$' -> readBulk(Integer.parseInt(rest));
            case '*' -> readArray(Integer.parseInt(rest));
            default -> throw new ProtocolException("not RESP2: " + line);
        };
    }

    private @Nullable String readBulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("closed within an answer");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private @Nullable List<@Nullable Object> readArray(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<@Nullable Object> values = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            values.add(read());
        }
        return values;
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        if (line.size() == 0) {
            throw new ProtocolException("an empty line");
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone all the same
        }
    }
}
