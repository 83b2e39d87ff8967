package io.cachex.spring.autoconfigure;

import io.cachex.spring.CacheKeys;
import io.cachex.spring.CachexCacheManager;
import io.cachex.spring.CachexCacheManagerBuilder;
import io.cachex.spring.CachexCustomizer;
import io.cachex.spring.autoconfigure.CachexProperties.CacheProperties;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * The application's cache manager, unless it has one, or names another by {@code spring.cache.type}. {@code @EnableCaching} is
 * the application's to say.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration",
            "org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration"
        })
@ConditionalOnProperty(name = "cachex.enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(CachexProperties.class)
public class CachexAutoConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(CacheManager.class)
    @ConditionalOnProperty(name = "spring.cache.type", havingValue = "cachex", matchIfMissing = true)
    CachexCacheManager cacheManager(
            CachexProperties properties,
            ObjectProvider<CachexCustomizer> customizers,
            ObjectProvider<CacheKeys> keys,
            ObjectProvider<CachexProfile> profile,
            Environment environment,
            BeanFactory beans) {
        Namespaces namespaces = new Namespaces(properties, environment);
        CachexCacheManagerBuilder builder = CachexCacheManager.builder()
                .names(namesAtStart(environment))
                .names(properties.caches().keySet())
                .onDemand(properties.onDemand())
                .allowedTypes(allowedTypes(properties, beans))
                .customizer(namespaces)
                .customizer(new PropertiesCustomizer(properties));
        keys.ifAvailable(builder::keys);
        profile.ifAvailable(document -> builder.builders(document.builders()).names(document.names()));
        customizers.orderedStream().forEach(builder::customizer);
        setTraits(builder, properties);
        return builder.build();
    }

    private static void setTraits(CachexCacheManagerBuilder builder, CachexProperties properties) {
        CacheProperties usual = properties.defaults();
        if (usual.nullTtl() != null) {
            builder.nullTtl(usual.nullTtl());
        }
        if (usual.type() != null) {
            builder.type(usual.type());
        }
        builder.reportRefusals(Boolean.TRUE.equals(usual.reportRefusals()));
        properties.caches().keySet().forEach(name -> {
            CacheProperties cache = properties.of(name);
            if (cache.type() != null) {
                builder.type(name, cache.type());
            }
            if (cache.nullTtl() != null) {
                builder.nullTtl(name, cache.nullTtl());
            }
            builder.reportRefusals(name, Boolean.TRUE.equals(cache.reportRefusals()));
        });
    }

    private static List<String> namesAtStart(Environment environment) {
        return Binder.get(environment)
                .bind("spring.cache.cache-names", Bindable.listOf(String.class))
                .orElse(List.of());
    }

    private static String[] allowedTypes(CachexProperties properties, BeanFactory beans) {
        List<String> own = properties.allowedTypes();
        if (own.isEmpty() && AutoConfigurationPackages.has(beans)) {
            own = AutoConfigurationPackages.get(beans);
        }
        return own.stream().filter(name -> !name.isEmpty()).toArray(String[]::new);
    }
}
