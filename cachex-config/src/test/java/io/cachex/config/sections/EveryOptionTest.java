package io.cachex.config.sections;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.config.Profiles;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import io.cachex.profile.SectionProvider;
import io.cachex.resilience.profile.KnownKeys;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** M1, M4: every option of every section is taken, by itself and with a value that is not its default, and a cache is built. */
class EveryOptionTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    /** Values of options whose default, doubled, would not do; and what else has to be said with them. */
    private static final Map<String, List<String>> SPECIAL = special();

    @TempDir
    static Path directory;

    @AutoClose
    private final Scene scene = new Scene();

    private static Map<String, List<String>> special() {
        Map<String, List<String>> values = new TreeMap<>();
        values.put("cache.jitter", List.of("0.25"));
        values.put("cache.stale_while_revalidate", List.of("10s"));
        values.put("cache.soft_timeout", List.of("1s"));
        values.put("cache.bulk_window", List.of("5ms"));
        values.put("cache.revalidate_after_loss", List.of("1m", "pubsub.enabled=true", "disk.store.directory=DIR"));
        values.put("cache.write_order", List.of("store_first", "disk.store.directory=DIR"));
        values.put("cache.refused_changes", List.of("queue", "disk.store.directory=DIR"));
        values.put("cache.priority", List.of("low"));
        values.put("cache.namespace.app", List.of("shop"));
        values.put("cache.namespace.env", List.of("test"));
        values.put("cache.attempt_timeout", List.of("3s"));
        values.put("cache.maximum_subscribers", List.of("7"));
        values.put("cache.schema_version", List.of("7"));
        values.put("cache.near.enabled", List.of("false", "disk.store.directory=DIR"));
        values.put("cache.near.maximum_bytes", List.of("1MB"));
        values.put("cache.near.percent_of_heap", List.of("3"));
        values.put("cache.near.policy", List.of("caffeine"));
        values.put("cache.near.pressure.high", List.of("0.7"));
        values.put("cache.near.pressure.critical", List.of("0.9"));
        values.put("cache.near.pressure.target", List.of("0.5"));
        values.put("cache.offline.serving_percent", List.of("5"));
        values.put("cache.refresh.mode", List.of("probabilistic"));
        values.put("cache.refresh.fraction", List.of("0.5"));
        values.put("cache.refresh.beta", List.of("2", "cache.refresh.mode=probabilistic"));
        values.put("cache.refresh.scan_every", List.of("5s", "cache.refresh.scheduled=true"));
        values.put("cache.refresh.concurrency", List.of("5", "cache.refresh.scheduled=true"));
        values.put("cache.compression.format", List.of("zstd", "disk.store.directory=DIR"));
        values.put("cache.compression.level", List.of("9", "disk.store.directory=DIR"));
        values.put("cache.compression.above", List.of("4KB", "disk.store.directory=DIR"));
        values.put("cache.encryption.key_id", List.of("k2", "cache.encryption.key=${KEY}", "disk.store.directory=DIR"));
        values.put("cache.encryption.key", List.of("${KEY}", "disk.store.directory=DIR"));
        values.put(
                "cache.encryption.previous_key_id",
                List.of(
                        "k0",
                        "cache.encryption.key=${KEY}",
                        "cache.encryption.previous_key=${KEY}",
                        "disk.store.directory=DIR"));
        values.put(
                "cache.encryption.previous_key",
                List.of(
                        "${KEY}",
                        "cache.encryption.key=${KEY}",
                        "cache.encryption.previous_key_id=k0",
                        "disk.store.directory=DIR"));
        values.put("cache.failure_backoff.min", List.of("2s"));
        values.put("cache.write_behind.delay", List.of("1s"));
        values.put("cache.write_behind.when_full", List.of("reject"));
        values.put("cache.write_behind.when_letters_full", List.of("drop_oldest"));
        values.put("cache.write_behind.after_death", List.of("park_key"));
        values.put("cache.write_behind.journal.directory", List.of("DIR"));
        values.put("cache.write_behind.journal.mode", List.of("os", "cache.write_behind.journal.directory=DIR"));
        values.put("cache.write_behind.journal.interval", List.of("5ms", "cache.write_behind.journal.directory=DIR"));
        values.put(
                "cache.write_behind.journal.segment_bytes", List.of("1MB", "cache.write_behind.journal.directory=DIR"));
        values.put("cache.write_behind.redis_journal.name", List.of("other", "redis.uri=redis://127.0.0.1:1"));
        values.put("cache.snapshot.directory", List.of("DIR"));
        values.put("cache.snapshot.file", List.of("DIR/one.snapshot"));
        values.put("cache.snapshot.every", List.of("5m", "cache.snapshot.directory=DIR"));
        values.put("cache.snapshot.maximum_bytes", List.of("5MB", "cache.snapshot.directory=DIR"));
        values.put("cache.snapshot.bytes_per_second", List.of("5MB", "cache.snapshot.directory=DIR"));
        values.put("cache.bloom_filter.false_positive_rate", List.of("0.2"));
        values.put("cache.bloom_filter.rebuild_every", List.of("5m"));
        values.put("cache.bloom_filter.directory", List.of("DIR"));
        values.put("cache.bloom_filter.shared", List.of("true", "redis.uri=redis://127.0.0.1:1"));
        values.put("disk.store.directory", List.of("DIR"));
        values.put("disk.store.maximum_bytes", List.of("5MB", "disk.store.directory=DIR"));
        values.put("disk.store.maximum_entries", List.of("5", "disk.store.directory=DIR"));
        values.put("disk.store.maximum_waiting", List.of("5", "disk.store.directory=DIR"));
        values.put("offloading.lazy_init", List.of("{any: false}"));
        values.put("offloading.database.min_conns", List.of("3"));
        values.put("offloading.database.grow_above", List.of("0.5"));
        values.put("offloading.database.shrink_below", List.of("0.5"));
        values.put("offloading.memory.high_pressure_threshold", List.of("0.5"));
        values.put("offloading.memory.critical_pressure_threshold", List.of("0.9"));
        values.put("pubsub.enabled", List.of("true"));
        values.put("pubsub.invalidation_channel", List.of("other"));
        values.put("pubsub.health_channel", List.of("other"));
        values.put("redis.uri", List.of("redis://127.0.0.1:1"));
        values.put("redis.prefix", List.of("px"));
        values.put("redis.heartbeat", List.of("200ms"));
        values.put("redis.origin_lag", List.of("5s"));
        values.put("redis.bound", List.of("1s"));
        values.put("redis.connect_timeout", List.of("1s"));
        for (String side : List.of("", "store_policies.", "loader_policies.")) {
            String breaker = "cache." + side + "circuit_breaker.";
            values.put(breaker + "threshold", List.of("2"));
            values.put(breaker + "timeout", List.of("7s"));
            values.put(breaker + "half_open_max", List.of("1"));
            values.put(breaker + "reset_timeout", List.of("7s"));
            values.put(breaker + "backoff_multiplier", List.of("2"));
            values.put(breaker + "backoff_cap", List.of("1h", breaker + "backoff_multiplier=3"));
            values.put(breaker + "trial_lease", List.of("7s"));
            values.put(breaker + "failure_rate", List.of("0.5"));
            values.put(breaker + "slow_call_rate", List.of("0.5", breaker + "slow_call=1s"));
            values.put(breaker + "slow_call", List.of("2s", breaker + "slow_call_rate=0.5"));
            values.put(breaker + "window_calls", List.of("50", breaker + "failure_rate=0.5"));
            values.put(breaker + "window_time", List.of("50s", breaker + "failure_rate=0.5"));
            values.put(breaker + "minimum_calls", List.of("5", breaker + "failure_rate=0.5"));
            String retry = "cache." + side + "retry.";
            values.put(retry + "max_retries", List.of("5"));
            values.put(retry + "initial_delay", List.of("5ms"));
            values.put(retry + "max_delay", List.of("5s"));
            values.put(retry + "multiplier", List.of("5"));
            values.put(retry + "jitter", List.of("false"));
            values.put(retry + "reads", List.of("true"));
            String budget = "cache." + side + "retry_budget.";
            values.put(budget + "ratio", List.of("0.5"));
            values.put(budget + "window", List.of("5s"));
            values.put(budget + "minimum", List.of("5"));
            String bulkhead = "cache." + side + "bulkhead.";
            values.put(bulkhead + "max_concurrent", List.of("5"));
            values.put(bulkhead + "queue", List.of("5"));
            values.put(bulkhead + "max_wait", List.of("5s"));
            String rate = "cache." + side + "rate_limiter.";
            values.put(rate + "per_second", List.of("5"));
            values.put(rate + "burst", List.of("5"));
            values.put(rate + "max_wait", List.of("5s"));
            values.put("cache." + side + "attempt_timeout", List.of("5s"));
        }
        return values;
    }

    static Stream<String> options() {
        return ServiceLoader.load(SectionProvider.class).stream()
                .flatMap(provider -> provider.get().sections().stream())
                .flatMap(section -> section.options().stream().map(option -> pathOf(section, option)));
    }

    private static String pathOf(Section<?, ?> section, Option<?, ?> option) {
        return section.path() + "." + option.name() + "=" + value(section.path() + "." + option.name(), option);
    }

    private static String value(String path, Option<?, ?> option) {
        if (SPECIAL.containsKey(path)) {
            return SPECIAL.get(path).get(0);
        }
        String standard = option.standard().orElse("");
        if (option.kind() == Kind.BOOLEAN) {
            return String.valueOf(!standard.equals("true"));
        }
        if (standard.matches("[0-9]+(ms|s|m|h|MB|KB)?")) {
            return "2" + standard.replaceFirst("^[0-9]+", "") + (standard.matches("[0-9]+") ? "0" : "");
        }
        throw new AssertionError("give " + path + " a value here");
    }

    /** One document for each option. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void isTaken(String setting) {
        Map<String, String> said = new TreeMap<>();
        put(said, setting);
        String path = setting.substring(0, setting.indexOf('='));
        SPECIAL.getOrDefault(path, List.of()).stream().skip(1).forEach(other -> put(said, other));
        StringBuilder text = new StringBuilder();
        write(text, said);

        Profiles profiles = scene.open(
                text.toString(),
                builder -> builder.environment(Map.of("KEY", KEY)).part(KnownKeys.class, cache -> Stream.of("a")));
        Cache<String> cache = scene.cache(profiles, options -> {
            options.loader(key -> key).bulkLoader(keys -> Map.of());
            return path.contains("write_behind") || path.contains("dead_letter")
                    ? options.writer((key, value) -> {})
                    : options;
        });

        assertThat(profiles.describe()).contains("test.yaml");
        assertThat(cache.getIfPresent("nothing")).isNull();
    }

    private static void put(Map<String, String> said, String setting) {
        int equals = setting.indexOf('=');
        String unique =
                directory.resolve("d" + Integer.toHexString(setting.hashCode())).toString();
        said.put(setting.substring(0, equals), setting.substring(equals + 1).replace("DIR", unique));
    }

    /** As nested flow mappings, which need no indentation. */
    private static void write(StringBuilder text, Map<String, String> said) {
        Map<String, Object> tree = new TreeMap<>();
        said.forEach((path, value) -> {
            Map<String, Object> node = tree;
            String[] names = path.split("\\.", -1);
            for (int i = 0; i < names.length - 1; i++) {
                node = child(node, names[i]);
            }
            node.put(names[names.length - 1], value);
        });
        tree.forEach((name, node) ->
                text.append(name).append(": ").append(flow(node)).append('\n'));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> node, String name) {
        return (Map<String, Object>) node.computeIfAbsent(name, empty -> new TreeMap<String, Object>());
    }

    private static String flow(Object node) {
        if (!(node instanceof Map<?, ?> map)) {
            String value = (String) node;
            boolean isText =
                    value.startsWith("$") || value.contains("/") || value.contains(":") && !value.startsWith("{");
            return isText ? '"' + value + '"' : value;
        }
        StringBuilder text = new StringBuilder("{");
        map.forEach((name, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(name)
                .append(": ")
                .append(flow(value)));
        return text.append('}').toString();
    }
}
