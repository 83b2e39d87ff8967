package io.cachex.redis;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Invalidations as JSON: {@code {v, src, ns, kind, keys, tags, at, seq, ver, gen, t}}, where {@code at} is the slot of a cluster
 * in which the message is numbered.
 *
 * <p>A message is numbered where it is published, inside a script. So the sender writes its beginning, and the script adds
 * {@code seq}, {@code ver} and {@code gen}, which are numbers and need no escaping.
 *
 * <p>Reading is strict, for anybody who may write to the channel may write anything. Fields that are not known are
 * ignored, so that a later version may add some; a change of meaning raises {@code v}.
 */
final class Messages {

    /** The most that a message may have: 1 MiB. */
    static final int MAXIMUM_BYTES = 1024 * 1024;

    /** What is added at the most: four names, a slot, three numbers of 20 digits, a brace. */
    private static final byte[] MOMENT = "\"t\":".getBytes(StandardCharsets.US_ASCII);

    private static final int MOST_DIGITS = 18;
    private static final int TAIL_BYTES = 100;

    private static final int VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Messages() {}

    /**
     * The beginnings of the messages that together say this: one, or as many as it takes to keep each within the limit.
     *
     * @throws IllegalArgumentException if it cannot be said within the limit, or a text is not Unicode
     */
    static List<byte[]> heads(Invalidation message) {
        List<byte[]> heads = new ArrayList<>(1);
        addHeads(message, List.copyOf(message.keys()), heads);
        return heads;
    }

    private static void addHeads(Invalidation message, List<String> keys, List<byte[]> heads) {
        byte[] head = head(message, keys);
        if (head.length <= MAXIMUM_BYTES - TAIL_BYTES) {
            heads.add(head);
        } else if (keys.size() > 1) {
            int half = keys.size() / 2;
            addHeads(message, keys.subList(0, half), heads);
            addHeads(message, keys.subList(half, keys.size()), heads);
        } else {
            throw new IllegalArgumentException(
                    "a message must have at most " + MAXIMUM_BYTES + " bytes: " + (head.length + TAIL_BYTES));
        }
    }

    /** The message's beginning, an open object: what follows is a comma. */
    private static byte[] head(Invalidation message, Collection<String> keys) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("v", VERSION);
        json.put("src", message.source());
        json.put("ns", message.namespace());
        json.put("kind", message.kind().name().toLowerCase(Locale.ROOT));
        ArrayNode keysJson = json.putArray("keys");
        keys.forEach(keysJson::add);
        ArrayNode tagsJson = json.putArray("tags");
        message.tags().forEach(tagsJson::add);
        byte[] closed = KeyText.utf8(MAPPER.writeValueAsString(json));
        return Arrays.copyOf(closed, closed.length - 1);
    }

    /** The beginning of a message that is numbered in this slot of the cluster. */
    static byte[] numberedAt(byte[] head, int slot) {
        return joined(head, ",\"at\":" + slot);
    }

    /** The whole message, as the script makes it. */
    static byte[] whole(byte[] head, long sequence, long version, long generation) {
        return joined(head, ",\"seq\":" + sequence + ",\"ver\":" + version + ",\"gen\":" + generation + "}");
    }

    /**
     * When a message was published, in microseconds of its server's clock: its last number, {@code t}; 0 if it has none. For
     * one that was {@linkplain #read read}.
     */
    static long publishedMicros(byte[] message) {
        int end = message.length - 1; // the closing brace
        int start = end;
        while (start > 0 && end - start < MOST_DIGITS && message[start - 1] >= '0' && message[start - 1] <= '9') {
            start--;
        }
        boolean isMoment = start < end
                && start >= MOMENT.length
                && Arrays.equals(message, start - MOMENT.length, start, MOMENT, 0, MOMENT.length);
        return isMoment ? Long.parseLong(new String(message, start, end - start, StandardCharsets.US_ASCII)) : 0;
    }

    private static byte[] joined(byte[] head, String text) {
        byte[] tail = text.getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return whole;
    }

    /**
     * Reads a message.
     *
     * <p>Its sequence is 0 if the sender could not number it, or numbered it elsewhere.
     *
     * @param at the slot in which messages are numbered here; {@link Pin#NO_SLOT} if in none
     * @throws MalformedMessage if it is anything else than such a message
     */
    static Invalidation read(byte[] bytes, int at) throws MalformedMessage {
        if (bytes.length > MAXIMUM_BYTES) {
            throw new MalformedMessage("message of " + bytes.length + " bytes");
        }
        JsonNode json = parsed(text(bytes));
        if (json == null || !json.isObject()) {
            throw new MalformedMessage("message is no JSON object");
        }
        long version = number(json, "v");
        if (version != VERSION) {
            throw new MalformedMessage("message of version " + version);
        }
        return new Invalidation(
                string(json, "src"),
                string(json, "ns"),
                (json.has("at") ? number(json, "at") : Pin.NO_SLOT) == at ? number(json, "seq") : 0,
                number(json, "ver"),
                kind(string(json, "kind")),
                strings(json, "keys"),
                strings(json, "tags"),
                number(json, "gen"));
    }

    private static String text(byte[] bytes) throws MalformedMessage {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessage("message is not UTF-8");
        }
    }

    private static @Nullable JsonNode parsed(String text) throws MalformedMessage {
        try {
            return READER.readValue(text);
        } catch (JacksonException | StackOverflowError e) {
            throw new MalformedMessage("message is not JSON");
        }
    }

    private static JsonNode field(JsonNode json, String name) throws MalformedMessage {
        JsonNode field = json.get(name);
        if (field == null) {
            throw new MalformedMessage("message without " + name);
        }
        return field;
    }

    private static String string(JsonNode json, String name) throws MalformedMessage {
        return string(name, field(json, name));
    }

    private static String string(String name, JsonNode field) throws MalformedMessage {
        if (!field.isString()) {
            throw new MalformedMessage("message whose " + name + " is no text");
        }
        return field.stringValue();
    }

    private static long number(JsonNode json, String name) throws MalformedMessage {
        JsonNode field = field(json, name);
        if (!field.isIntegralNumber() || !field.canConvertToLong() || field.longValue() < 0) {
            throw new MalformedMessage("message whose " + name + " is no number from 0");
        }
        return field.longValue();
    }

    private static Set<String> strings(JsonNode json, String name) throws MalformedMessage {
        JsonNode field = field(json, name);
        if (!field.isArray()) {
            throw new MalformedMessage("message whose " + name + " are no list");
        }
        Set<String> strings = new HashSet<>();
        for (JsonNode one : field) {
            strings.add(string(name, one));
        }
        return strings;
    }

    private static Kind kind(String name) throws MalformedMessage {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        throw new MalformedMessage("message of an unknown kind");
    }
}
