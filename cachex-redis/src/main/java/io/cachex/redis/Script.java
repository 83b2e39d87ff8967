package io.cachex.redis;

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
import java.util.function.Function;

/**
 * A Lua script: what happens in one step at the server. Whatever varies is in its keys and arguments; its text is fixed. An
 * answer that is no list becomes a list of one. Texts are byte arrays, numbers are longs, nil is null.
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

    /** A call that fails with {@link io.lettuce.core.RedisNoScriptException} where the server does not know the script. */
    Request<List<Object>> byHash(List<byte[]> keys, List<byte[]> arguments) {
        return request(CommandType.EVALSHA, hash, keys, arguments);
    }

    /** A call after which the server knows the script. */
    Request<List<Object>> byText(List<byte[]> keys, List<byte[]> arguments) {
        return request(CommandType.EVAL, text, keys, arguments);
    }

    /** The same where the first key is, with what is to be said to the master that has it. */
    Route.Errand<List<Object>> byHash(List<byte[]> keys, Function<Shard, List<byte[]>> arguments) {
        return new Route.Errand<>(keys.get(0), shard -> byHash(keys, arguments.apply(shard)));
    }

    /** The same where the first key is, with what is to be said to the master that has it. */
    Route.Errand<List<Object>> byText(List<byte[]> keys, Function<Shard, List<byte[]>> arguments) {
        return new Route.Errand<>(keys.get(0), shard -> byText(keys, arguments.apply(shard)));
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
