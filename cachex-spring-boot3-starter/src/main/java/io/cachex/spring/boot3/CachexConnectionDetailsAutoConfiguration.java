package io.cachex.spring.boot3;

import io.cachex.redis.Redis;
import io.cachex.spring.autoconfigure.CachexRedisAutoConfiguration;
import io.cachex.spring.autoconfigure.RedisAddress;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.context.annotation.Bean;

/**
 * Takes the address of Redis from Spring Boot's connection details, so that {@code spring.data.redis.*}, {@code @ServiceConnection}
 * and compose files hold for CacheX, too.
 */
@AutoConfiguration(after = RedisAutoConfiguration.class, before = CachexRedisAutoConfiguration.class)
@ConditionalOnClass({RedisConnectionDetails.class, Redis.class})
@ConditionalOnBean(RedisConnectionDetails.class)
public class CachexConnectionDetailsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RedisAddress cachexRedisAddress(RedisConnectionDetails details) {
        RedisAddress.Login login = new RedisAddress.Login(details.getUsername(), details.getPassword());
        RedisConnectionDetails.Sentinel sentinel = details.getSentinel();
        if (sentinel != null) {
            return RedisAddress.sentinel(
                    nodes(sentinel.getNodes()), sentinel.getMaster(), sentinel.getDatabase(), login);
        }
        RedisConnectionDetails.Cluster cluster = details.getCluster();
        if (cluster != null) {
            return RedisAddress.cluster(nodes(cluster.getNodes()), cluster.getSslBundle() != null, login);
        }
        RedisConnectionDetails.Standalone one = details.getStandalone();
        if (one == null) {
            throw new IllegalStateException(
                    "connection details that name neither a server, nor Sentinels, nor a cluster");
        }
        return RedisAddress.standalone(
                RedisAddress.node(one.getHost(), one.getPort()), one.getDatabase(), one.getSslBundle() != null, login);
    }

    private static List<String> nodes(List<RedisConnectionDetails.Node> nodes) {
        return nodes.stream()
                .map(node -> RedisAddress.node(node.host(), node.port()))
                .toList();
    }
}
