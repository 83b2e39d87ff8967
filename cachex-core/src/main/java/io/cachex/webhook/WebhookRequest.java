package io.cachex.webhook;

import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** What a foreign system says that has changed. Read strictly: what is not understood is refused, not skipped. */
record WebhookRequest(String cache, Set<String> keys, Set<String> tags, boolean all) {

    static final int MOST_NAMES = 10_000;

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    /** @throws IllegalArgumentException for anything else; the message repeats nothing of it */
    static WebhookRequest read(byte[] body) {
        JsonNode root;
        try {
            root = READER.readValue(body);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
        if (root == null || !root.isObject()) {
            throw new IllegalArgumentException("an object is expected");
        }
        for (String name : root.propertyNames()) {
            if (!Set.of("cache", "keys", "tags", "all").contains(name)) {
                throw new IllegalArgumentException("only cache, keys, tags and all are understood");
            }
        }
        JsonNode cache = root.path("cache");
        JsonNode all = root.path("all");
        if (!cache.isString()) {
            throw new IllegalArgumentException("cache must be a string");
        }
        if (!all.isMissingNode() && !all.isBoolean()) {
            throw new IllegalArgumentException("all must be true or false");
        }
        WebhookRequest request = new WebhookRequest(
                cache.stringValue(), names(root, "keys"), names(root, "tags"), all.isBoolean() && all.booleanValue());
        if (request.keys.isEmpty() && request.tags.isEmpty() && !request.all) {
            throw new IllegalArgumentException("keys, tags or all must say what has changed");
        }
        return request;
    }

    private static Set<String> names(JsonNode root, String property) {
        JsonNode list = root.path(property);
        Set<String> names = new LinkedHashSet<>();
        if (list.isMissingNode()) {
            return names;
        }
        if (!list.isArray() || list.size() > MOST_NAMES) {
            throw new IllegalArgumentException(property + " must be a list of at most " + MOST_NAMES + " strings");
        }
        for (JsonNode one : list) {
            if (!one.isString()) {
                throw new IllegalArgumentException(property + " must be a list of strings");
            }
            names.add(one.stringValue());
        }
        return names;
    }
}
