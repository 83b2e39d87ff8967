package io.cachex.spring.boot;

import io.cachex.redis.Redis;
import io.cachex.spring.autoconfigure.CachexRedisAutoConfiguration;
import io.cachex.spring.autoconfigure.RedisAddress;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;

/**
 * Takes the address of Redis from Spring Boot's connection details, so that {@code spring.data.redis.*}, {@code @ServiceConnection}
 * and compose files hold for CacheX, too.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class, before = CachexRedisAutoConfiguration.class)
@ConditionalOnClass({DataRedisConnectionDetails.class, Redis.class})
@ConditionalOnBean(DataRedisConnectionDetails.class)
public class CachexConnectionDetailsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RedisAddress cachexRedisAddress(DataRedisConnectionDetails details) {
        boolean tls = details.getSslBundle() != null;
        RedisAddress.Login login = new RedisAddress.Login(details.getUsername(), details.getPassword());
        DataRedisConnectionDetails.Sentinel sentinel = details.getSentinel();
        if (sentinel != null) {
            return RedisAddress.sentinel(
                    nodes(sentinel.getNodes()), sentinel.getMaster(), sentinel.getDatabase(), login);
        }
        DataRedisConnectionDetails.Cluster cluster = details.getCluster();
        if (cluster != null) {
            return RedisAddress.cluster(nodes(cluster.getNodes()), tls, login);
        }
        DataRedisConnectionDetails.Standalone one = details.getStandalone();
        if (one == null) {
            throw new IllegalStateException(
                    "connection details that name neither a server, nor Sentinels, nor a cluster");
        }
        return RedisAddress.standalone(RedisAddress.node(one.getHost(), one.getPort()), one.getDatabase(), tls, login);
    }

    private static List<String> nodes(List<DataRedisConnectionDetails.Node> nodes) {
        return nodes.stream()
                .map(node -> RedisAddress.node(node.host(), node.port()))
                .toList();
    }
}
