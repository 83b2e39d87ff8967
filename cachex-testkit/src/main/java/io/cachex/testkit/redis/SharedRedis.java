package io.cachex.testkit.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The server that all tests of a JVM share, from the first that asks on: one that is configured, else one in a container,
 * else a process.
 *
 * @param uri its address
 * @param isOurs whether it was started for these tests
 */
record SharedRedis(String uri, boolean isOurs) {

    /** Names a server to be used instead of one that is started. */
    static final String VARIABLE = "CACHEX_REDIS_URI";

    private static final Logger LOG = System.getLogger(RedisExtension.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int DEFAULT_PORT = 6379;

    /** Begun by whoever is first; the others wait. */
    private static final class Holder {
        private static final SharedRedis ONE = find(System.getenv(VARIABLE));
    }

    static SharedRedis get() {
        return Holder.ONE;
    }

    /** Finds or starts a server. */
    static SharedRedis find(@Nullable String configured) {
        if (configured != null && !configured.isBlank()) {
            return new SharedRedis(configured.strip(), false);
        }
        if (DockerEngine.answers()) {
            try {
                return new SharedRedis(RedisInDocker.start(), true);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Docker answers but gives no Redis; the one that comes with the kit is used", e);
            }
        }
        return new SharedRedis(RedisServer.create().start().uri(), true);
    }

    /** A plain connection to it. */
    RespConnection connect() {
        URI parsed = URI.create(uri);
        if (!"redis".equals(parsed.getScheme()) || parsed.getHost() == null) {
            throw new IllegalStateException("this needs redis://host:port, not " + parsed.getScheme() + "://…");
        }
        int port = parsed.getPort() < 0 ? DEFAULT_PORT : parsed.getPort();
        RespConnection connection = RespConnection.open(parsed.getHost(), port, PATIENCE);
        String login = parsed.getRawUserInfo();
        if (login != null) {
            int colon = login.indexOf(':');
            String user = colon > 0 ? decoded(login.substring(0, colon)) : "default";
            connection.command("AUTH", user, decoded(login.substring(colon + 1)));
        }
        return connection;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
