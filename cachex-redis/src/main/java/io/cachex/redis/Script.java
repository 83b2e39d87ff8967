package io.cachex.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A Lua script: what happens in one step at the server. Whatever varies is in its keys and arguments; its text is fixed.
 *
 * <p>It is called by its hash; a server that does not know it gets the text once.
 */
final class Script {

    private final String name;
    private final byte[] text;
    private final byte[] hash;

    private Script(String name, byte[] text) {
        this.name = name;
        this.text = text;
        this.hash = HexFormat.of().formatHex(sha1(text)).getBytes(StandardCharsets.US_ASCII);
    }

    /** The script made of these resources of this package, in this order. */
    static Script of(String... resources) {
        StringBuilder text = new StringBuilder();
        for (String resource : resources) {
            text.append(read(resource));
        }
        return new Script(resources[resources.length - 1], text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Runs it; an answer that is no list becomes a list of one. Texts are byte arrays, numbers are longs, nil is null. */
    CompletableFuture<List<Object>> run(Link<?> link, List<byte[]> keys, List<byte[]> arguments) {
        return link.send(byHash(keys, arguments))
                .exceptionallyCompose(failure -> failure instanceof RedisNoScriptException
                        ? link.send(byText(keys, arguments))
                        : CompletableFuture.failedFuture(failure));
    }

    /**
     * Runs it by its text, so that it is executed in the order of its sending.
     *
     * <p>By its hash it may be otherwise: (1) an acquire is sent by its hash, (2) a release is, too, (3) the server does not
     * know the first and executes the second, (4) the first is sent again, by its text.
     */
    CompletableFuture<List<Object>> runInOrder(Link<?> link, List<byte[]> keys, List<byte[]> arguments) {
        return link.send(byText(keys, arguments));
    }

    /** A call that fails with {@link RedisNoScriptException} where the server does not know the script. */
    Request<List<Object>> byHash(List<byte[]> keys, List<byte[]> arguments) {
        return request(CommandType.EVALSHA, hash, keys, arguments);
    }

    /** A call after which the server knows the script. */
    Request<List<Object>> byText(List<byte[]> keys, List<byte[]> arguments) {
        return request(CommandType.EVAL, text, keys, arguments);
    }

    private static Request<List<Object>> request(
            CommandType type, byte[] script, List<byte[]> keys, List<byte[]> arguments) {
        Request<List<Object>> request = new Request<>(type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE));
        request.add(script).add(keys.size());
        keys.forEach(request::key);
        arguments.forEach(request::add);
        return request;
    }

    private static String read(String resource) {
        try (InputStream in = Script.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no script " + resource + " beside this class");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("script " + resource + " cannot be read", e);
        }
    }

    private static byte[] sha1(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
