package io.cachex.testkit.redis;

import com.redis.testcontainers.RedisContainer;
import org.testcontainers.utility.DockerImageName;

/** A server in a container; ends with this JVM. Apart, so that nobody without Docker loads Testcontainers. */
final class RedisInDocker {

    private static final DockerImageName IMAGE = DockerImageName.parse("redis:7.4-alpine");

    private RedisInDocker() {}

    /** Starts it and gives back its address. */
    @SuppressWarnings("resource") // Testcontainers ends it
    static String start() {
        RedisContainer container = new RedisContainer(IMAGE);
        container.start();
        return container.getRedisURI();
    }
}
