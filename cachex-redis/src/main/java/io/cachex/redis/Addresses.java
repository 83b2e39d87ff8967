package io.cachex.redis;

import io.cachex.ConfigurationException;
import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.List;

/**
 * What a URI of the user says.
 *
 * @param uris one server or the Sentinels that name it; or seeds of a cluster, each with user, password and TLS
 * @param isCluster whether there is a cluster to be asked for
 * @param text the same for people, without user and password
 */
record Addresses(List<RedisURI> uris, boolean isCluster, String text) {

    private static final String CLUSTER = "redis-cluster://";
    private static final String CLUSTER_TLS = "rediss-cluster://";

    /**
     * Reads a URI.
     *
     * @throws ConfigurationException if it cannot be read; the message does not show it, for it may hold a password
     */
    static Addresses of(String uri) {
        try {
            if (uri.startsWith(CLUSTER)) {
                return cluster("redis://", uri.substring(CLUSTER.length()));
            }
            if (uri.startsWith(CLUSTER_TLS)) {
                return cluster("rediss://", uri.substring(CLUSTER_TLS.length()));
            }
            RedisURI parsed = RedisURI.create(uri);
            return new Addresses(List.of(parsed), false, text(parsed));
        } catch (RuntimeException e) { // whose message may show the whole text
            throw new ConfigurationException("uri must be like redis://user:password@host:6379/0, rediss://… for TLS,"
                    + " redis-sentinel://host:26379#master, or redis-cluster://host:6379,host:6379,"
                    + " with special characters of the password percent-encoded");
        }
    }

    private static Addresses cluster(String scheme, String rest) {
        int at = rest.lastIndexOf('@') + 1;
        List<RedisURI> seeds = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (String seed : rest.substring(at).split(",", -1)) {
            if (seed.isBlank() || seed.contains("/") || seed.contains("?") || seed.contains("#")) {
                throw new IllegalArgumentException("a cluster has one database, and seeds without options");
            }
            RedisURI parsed = RedisURI.create(scheme + rest.substring(0, at) + seed);
            seeds.add(parsed);
            texts.add(text(parsed));
        }
        return new Addresses(List.copyOf(seeds), true, "cluster " + String.join(",", texts));
    }

    private static String text(RedisURI uri) {
        if (uri.getSentinels().isEmpty()) {
            return uri.getSocket() != null ? uri.getSocket() : uri.getHost() + ':' + uri.getPort();
        }
        List<String> sentinels = new ArrayList<>();
        uri.getSentinels().forEach(sentinel -> sentinels.add(sentinel.getHost() + ':' + sentinel.getPort()));
        return String.join(",", sentinels) + '#' + uri.getSentinelMasterId();
    }
}
