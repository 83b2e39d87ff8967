package io.cachex.spring.autoconfigure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, made of what Spring Boot's connection details say.
 *
 * @param uri as {@code RedisBuilder.uri} takes it; may hold a password
 */
public record RedisAddress(String uri) {

    /** One server. */
    public static RedisAddress standalone(String hostAndPort, int database, boolean tls, Login login) {
        return new RedisAddress((tls ? "rediss://" : "redis://") + login.text() + hostAndPort + "/" + database);
    }

    /**
     * A server that Sentinels name.
     *
     * @param sentinels each {@code host:port}
     * @param login at the server
     */
    public static RedisAddress sentinel(List<String> sentinels, String master, int database, Login login) {
        return new RedisAddress("redis-sentinel://" + login.text() + String.join(",", sentinels) + "/" + database + "#"
                + encoded(master));
    }

    /**
     * A cluster.
     *
     * @param nodes some of them, each {@code host:port}
     */
    public static RedisAddress cluster(List<String> nodes, boolean tls, Login login) {
        return new RedisAddress(
                (tls ? "rediss-cluster://" : "redis-cluster://") + login.text() + String.join(",", nodes));
    }

    /** {@code host:port}, with brackets around an IPv6 address. */
    public static String node(String host, int port) {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Who connects. */
    public record Login(@Nullable String user, @Nullable String password) {

        String text() {
            if (password == null || password.isEmpty()) {
                return "";
            }
            String name = user == null ? "" : encoded(user);
            return name + ":" + encoded(password) + "@";
        }

        @Override
        public String toString() {
            return "login";
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Not the address, which may hold a password. */
    @Override
    public String toString() {
        return "redis address";
    }
}
