package io.cachex.redis;

import io.cachex.Rules;
import io.cachex.profile.Plan;
import io.cachex.profile.Pubsub;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.SharedBits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What a document says of {@code redis}. There is one if it says something, or if the program gave a builder or a Redis. */
final class RedisDraft {

    private final Plan plan;
    private final RedisBuilder scratch = Redis.builder();
    private final List<Consumer<RedisBuilder>> said = new ArrayList<>();

    RedisDraft(Plan plan) {
        this.plan = plan;
    }

    /** An option: refused here if it cannot work, and told to the builder when there is one to be built. */
    <V> void tell(BiConsumer<RedisBuilder, V> setter, V value) {
        setter.accept(scratch, value);
        said.add(builder -> setter.accept(builder, value));
    }

    void check() {
        RedisSettings unused = scratch.settings();
    }

    void applyTo(Plan real) {
        Pubsub pubsub = plan.find(Pubsub.class).orElseThrow();
        Optional<Redis> given = plan.find(Redis.class);
        Optional<RedisBuilder> begun = plan.find(RedisBuilder.class);
        if (given.isPresent()) {
            Rules.require(said.isEmpty(), "redis", "options of it", "left out where a Redis was given to the document");
            requireSame(pubsub, given.get().settings());
            share(given.get(), pubsub, real);
        } else if (begun.isPresent() || !said.isEmpty()) {
            RedisBuilder builder = begun.orElseGet(() -> Redis.builder().time(real.time()));
            said.forEach(option -> option.accept(builder));
            pubsub.invalidationChannel().ifPresent(builder::invalidationChannel);
            pubsub.healthChannel().ifPresent(builder::healthChannel);
            pubsub.maximumSubscribers().ifPresent(builder::maximumSubscribers);
            pubsub.messageTimeout().ifPresent(builder::messageTimeout);
            Redis redis = builder.build();
            real.share(Redis.class, redis);
            share(redis, pubsub, real);
        }
    }

    private static void share(Redis redis, Pubsub pubsub, Plan plan) {
        if (!pubsub.isOff() && plan.find(InvalidationBus.class).isEmpty()) {
            plan.share(InvalidationBus.class, redis.bus());
        }
        if (plan.find(SharedBits.class).isEmpty()) {
            plan.share(SharedBits.class, redis.sharedBits());
        }
    }

    /** Nothing that is said is ignored: a Redis that is there already has its channels. */
    private static void requireSame(Pubsub pubsub, RedisSettings settings) {
        requireSame(
                "invalidationChannel",
                pubsub.invalidationChannel(),
                settings.names().invalidationChannel());
        requireSame("healthChannel", pubsub.healthChannel(), settings.names().healthChannel());
        requireSame("maxSubscribers", pubsub.maximumSubscribers(), settings.maximumSubscribers());
        requireSame("messageTimeout", pubsub.messageTimeout(), settings.messageTimeout());
    }

    private static <V> void requireSame(String option, Optional<V> said, V has) {
        Rules.require(
                said.isEmpty() || said.get().equals(has),
                "pubsub." + option,
                said.map(String::valueOf).orElse(""),
                "as the Redis that was given to the document has it (" + has + ")");
    }
}
