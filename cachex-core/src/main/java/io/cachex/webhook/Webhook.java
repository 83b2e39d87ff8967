package io.cachex.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.cachex.ConfigurationException;
import io.cachex.spi.InvalidationSource;
import io.cachex.spi.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes invalidations by HTTP, as a handler for the JDK's server that the application mounts where it likes, and serves.
 *
 * <pre>{@code
 * POST /invalidate
 * Authorization: Bearer <token>
 *
 * {"cache": "users", "keys": ["user:1"], "tags": ["team:7"], "all": false}
 * }</pre>
 *
 * <p>{@code cache} is required; of the others at least one has to say something. The answer is 204 when the change is made
 * on every node; 400 for a body that is not that, 401 without the token, 404 for a cache that does not listen here, 405 for
 * anything but POST, 413 above 1 MiB, 503 if the change could not be made now, and may be tried again. An answer says why in
 * a line of text, and never repeats keys.
 *
 * <p>Tokens are compared in constant time. There is no TLS in it: serve it by an {@code HttpsServer}, or on loopback behind
 * one. Safe for many threads; a request waits on the server's thread.
 */
public final class Webhook implements InvalidationSource, HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

    static final int MOST_BYTES = 1 << 20;
    private static final int SHORTEST_TOKEN = 16;
    private static final String BEARER = "Bearer ";

    private final byte[] token;
    private final Map<String, List<Target>> targets = new ConcurrentHashMap<>();

    private Webhook(byte[] token) {
        this.token = token;
    }

    /**
     * A webhook for whoever knows this token.
     *
     * @param token at least 16 characters
     * @throws ConfigurationException if it is shorter
     */
    public static Webhook of(String token) {
        if (token.length() < SHORTEST_TOKEN) {
            throw new ConfigurationException(
                    "token must be at least " + SHORTEST_TOKEN + " characters: " + token.length() + " characters");
        }
        return new Webhook(token.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Subscription begin(String cache, Target target) {
        List<Target> all = targets.computeIfAbsent(cache, unknown -> new CopyOnWriteArrayList<>());
        all.add(target);
        return new Subscription() {
            @Override
            public boolean isActive() {
                return all.contains(target);
            }

            @Override
            public void close() {
                all.remove(target);
            }
        };
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] text = answer.text.getBytes(StandardCharsets.UTF_8);
            if (answer.status == 405) {
                exchange.getResponseHeaders().set("Allow", "POST");
            }
            exchange.sendResponseHeaders(answer.status, text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private record Answer(int status, String text) {}

    private Answer answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return new Answer(405, "POST it");
        }
        if (!isAllowed(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return new Answer(401, "a token is required");
        }
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return new Answer(413, "at most " + MOST_BYTES + " bytes");
        }
        WebhookRequest request;
        try {
            request = WebhookRequest.read(body);
        } catch (IllegalArgumentException e) {
            return new Answer(400, String.valueOf(e.getMessage()));
        }
        List<Target> told = targets.getOrDefault(request.cache(), List.of());
        return told.isEmpty() ? new Answer(404, "no such cache") : tell(request, told);
    }

    private boolean isAllowed(String authorization) {
        return authorization != null
                && authorization.startsWith(BEARER)
                && MessageDigest.isEqual(
                        token, authorization.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
    }

    private static Answer tell(WebhookRequest request, List<Target> told) {
        List<CompletableFuture<?>> changes = new ArrayList<>();
        for (Target target : told) {
            if (!request.keys().isEmpty()) {
                changes.add(target.invalidate(request.keys()).toCompletableFuture());
            }
            request.tags().forEach(tag -> changes.add(target.invalidateTag(tag).toCompletableFuture()));
            if (request.all()) {
                changes.add(target.clear().toCompletableFuture());
            }
        }
        try {
            CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new)).join();
            return new Answer(204, "");
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.warn("an invalidation by webhook failed: {}", cause.getClass().getName());
            return cause instanceof IllegalArgumentException
                    ? new Answer(400, "a key or tag breaks the rules")
                    : new Answer(503, "the change could not be made");
        }
    }

    @Override
    public String toString() {
        return "webhook";
    }
}
