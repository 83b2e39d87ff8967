package io.cachex.benchmarks.before;

import io.cachex.benchmarks.before.Database.User;
import java.time.Duration;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;

/** Spring's cache abstraction over Redis. */
class SpringUsers {

    private final Database db;

    SpringUsers(Database db) {
        this.db = db;
    }

    @Cacheable(cacheNames = "users", key = "#id", sync = true)
    public User find(String id) {
        return db.findUser(id);
    }

    @CacheEvict(cacheNames = "users", key = "#user.id")
    public void save(User user) {
        db.saveUser(user);
    }

    /** Where the cache manager comes from. */
    @Configuration
    @EnableCaching
    static class Caches {

        @Bean
        CacheManager caches(RedisConnectionFactory redis) {
            return RedisCacheManager.builder(redis)
                    .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig()
                            .entryTtl(Duration.ofMinutes(5))
                            .serializeValuesWith(SerializationPair.fromSerializer(RedisSerializer.json())))
                    .build();
        }
    }
}
