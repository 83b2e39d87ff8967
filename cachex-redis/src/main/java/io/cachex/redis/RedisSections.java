package io.cachex.redis;

import io.cachex.ConfigurationException;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Plan;
import io.cachex.profile.Section;
import io.cachex.profile.SectionProvider;
import io.cachex.profile.Wanted;
import io.cachex.spi.Journal;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a profile may say of Redis: {@code redis} makes it, {@code cache.redis} gives it to a cache. A program may give a document
 * a {@link RedisBuilder} on which it goes on, or a {@link Redis} in its place.
 */
public final class RedisSections implements SectionProvider {

    /** For the {@link java.util.ServiceLoader}. */
    public RedisSections() {}

    @Override
    public List<Section<?, ?>> sections() {
        return List.of(redis(), ofCache(), journal());
    }

    private static Section<?, ?> redis() {
        return Section.ofProcess("redis", RedisDraft::new)
                .always()
                .after("pubsub")
                .meaning(
                        "Redis or Valkey as the tier that processes share; its channels are in `pubsub`. Every cache has it as"
                                + " its store and locks unless `cache.redis` says otherwise.")
                .option(option("uri", Kind.ADDRESS, RedisBuilder::uri)
                        .byDefault("redis://localhost:6379")
                        .range("`redis://`, `rediss://` for TLS, `redis-sentinel://`, `redis-cluster://`,"
                                + " `rediss-cluster://`")
                        .meaning("where it is; a password by reference only"))
                .option(option("prefix", Kind.TEXT, RedisBuilder::prefix)
                        .byDefault("cx")
                        .range("1 to 32 characters of `A-Z a-z 0-9 . _ -`")
                        .meaning("what all keys begin with"))
                .option(option("command_timeout", Kind.DURATION, RedisBuilder::commandTimeout)
                        .byDefault("100ms")
                        .range("1 ms to 1 min")
                        .meaning("how long an answer is waited for"))
                .option(option("connect_timeout", Kind.DURATION, RedisBuilder::connectTimeout)
                        .byDefault("500ms")
                        .range("10 ms to 1 min")
                        .meaning("how long an attempt to connect may take, in the background"))
                .option(option("bound", Kind.DURATION, RedisBuilder::bound)
                        .byDefault("2s")
                        .range("100 ms to 10 min")
                        .meaning(
                                "the bound on staleness: no near copy is used for longer than this, and 1 percent, after"
                                        + " its invalidation was acknowledged"))
                .option(option("heartbeat", Kind.DURATION, RedisBuilder::heartbeat)
                        .otherwise("a fifth of `bound`")
                        .range("20 ms to a third of `bound`")
                        .meaning("how often the bus proves that it hears"))
                .option(option("origin_lag", Kind.DURATION, RedisBuilder::originLag)
                        .byDefault("0s")
                        .range("0 to 1 hour")
                        .meaning("by how much what loaders read may lag behind what writers wrote"))
                .option(option(
                                "maximum_value_bytes",
                                Kind.SIZE,
                                (RedisBuilder builder, Long bytes) ->
                                        builder.maximumValueBytes((int) Math.min(bytes, Integer.MAX_VALUE)))
                        .byDefault("17MB")
                        .range("1 B to 512 MB")
                        .meaning("the largest value that is sent, as stored"))
                .option(option("tracking", Kind.BOOLEAN, RedisBuilder::tracking)
                        .byDefault("false")
                        .meaning("Redis itself tells of every change of a value, whoever makes it; wants Redis 6"))
                .option(option("health_interval", Kind.DURATION, RedisBuilder::healthInterval)
                        .byDefault("10s")
                        .range("100 ms to 1 hour")
                        .meaning("how often this process tells on the health channel how its bus is"))
                .option(option("longest_lock", Kind.DURATION, RedisBuilder::longestLock)
                        .byDefault("30s")
                        .range("10 ms to 1 day")
                        .meaning("the longest time for which a lock may be taken"))
                .check(RedisDraft::check)
                .then(RedisDraft::applyTo);
    }

    private static <V> Option<RedisDraft, V> option(String name, Kind<V> kind, BiConsumer<RedisBuilder, V> setter) {
        return Option.of(name, kind, (draft, value) -> draft.tell(setter, value));
    }

    private static Section<?, ?> ofCache() {
        return Section.ofCache("redis", plan -> new Use())
                .always()
                .after("cache")
                .meaning("What a cache has of the `redis`, where there is one.")
                .option(Option.<Use, Boolean>of("store", Kind.BOOLEAN, (use, isOn) -> use.store = isOn)
                        .otherwise("`true`")
                        .meaning("is its store"))
                .option(Option.<Use, Boolean>of("locks", Kind.BOOLEAN, (use, isOn) -> use.locks = isOn)
                        .byDefault("true")
                        .meaning("gives out its locks; `false`: locks of this process"))
                .then((use, plan) -> plan.find(Redis.class).ifPresent(redis -> use.give(redis, plan)));
    }

    private static Section<?, ?> journal() {
        return Section.ofCache("write_behind.redis_journal", plan -> new Name())
                .meaning(
                        "Keeps the writes of `write_behind` in Redis, so that another process makes what a dead one has left.")
                .option(
                        Option.<Name, String>of("name", Kind.TEXT, (draft, name) -> draft.name = name)
                                .byDefault("cachex")
                                .range("1 to 1,024 bytes as UTF-8")
                                .meaning(
                                        "all processes that give the same name share it; each cache has a part of its own in it"))
                .then((draft, plan) -> plan.share(Journal.class, redisOf(plan).journal(draft.name)));
    }

    private static Redis redisOf(Plan plan) {
        return plan.find(Redis.class)
                .orElseThrow(() -> new ConfigurationException(
                        "writeBehind.redisJournal must be left out where there is no redis"));
    }

    private static final class Name {
        private String name = "cachex";
    }

    private static final class Use {
        private @Nullable Boolean store;
        private boolean locks = true;

        void give(Redis redis, CachePlan plan) {
            if (plan.find(Wanted.class).orElseThrow().givesStore("cache.redis.store", store)) {
                plan.builder().store(redis.store());
            }
            if (locks) {
                plan.builder().locks(redis.locks());
            }
        }
    }
}
