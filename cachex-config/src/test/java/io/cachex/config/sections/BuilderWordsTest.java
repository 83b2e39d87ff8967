package io.cachex.config.sections;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.CacheBuilder;
import io.cachex.Compression;
import io.cachex.Lifetimes;
import io.cachex.Near;
import io.cachex.Offline;
import io.cachex.Pressure;
import io.cachex.Refresh;
import io.cachex.disk.DiskJournalBuilder;
import io.cachex.disk.DiskStoreBuilder;
import io.cachex.disk.Snapshot;
import io.cachex.profile.Section;
import io.cachex.profile.SectionProvider;
import io.cachex.redis.RedisBuilder;
import io.cachex.resilience.BloomGuardBuilder;
import io.cachex.resilience.BulkheadBuilder;
import io.cachex.resilience.CircuitBreakerBuilder;
import io.cachex.resilience.RateLimiterBuilder;
import io.cachex.resilience.RetryBudgetBuilder;
import io.cachex.resilience.RetryBuilder;
import io.cachex.resilience.TimeoutBuilder;
import io.cachex.resilience.WriteBehind;
import io.cachex.resilience.service.AdaptivePoolBuilder;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * M4: everything the builders can say a document can say: each of their methods has a key, or a reason why no text can say it. A
 * new method fails here until it has one or the other.
 */
class BuilderWordsTest {

    private static final String CODE = "code";
    private static final String CLOCK = "the clock of the document: ProfilesBuilder.timeSource";
    private static final String MAKES = "makes what was described";

    static Stream<Arguments> builders() {
        return Stream.of(
                Arguments.of(CacheBuilder.class, cacheBuilder()),
                Arguments.of(
                        Lifetimes.class, words("cache.", "ttl staleIfError staleWhileRevalidate negativeTtl jitter")),
                Arguments.of(
                        Offline.class,
                        and(
                                words("cache.offline.", "recording servingPercent"),
                                Map.of(
                                        "serving", "cache.offline.serving_percent",
                                        "isRecording", MAKES,
                                        "serves", MAKES))),
                Arguments.of(
                        Near.class,
                        and(
                                words("cache.near.", "maximumSize maximumBytes percentOfHeap policy"),
                                Map.of(
                                        "off", "cache.near.enabled",
                                        "maximumWeight", "code: a weigher",
                                        "sizedBy", "code: a sizer",
                                        "pressure", "cache.near.pressure"))),
                Arguments.of(
                        Pressure.class,
                        and(
                                words("cache.near.pressure.", "oldest checkedEvery heap"),
                                Map.of(
                                        "standard", MAKES,
                                        "off", "cache.near.pressure.enabled",
                                        "levels", "cache.near.pressure.high"))),
                Arguments.of(
                        Refresh.class,
                        Map.of(
                                "off", "cache.refresh.mode",
                                "ahead", "cache.refresh.fraction",
                                "probabilistic", "cache.refresh.beta",
                                "scheduled", "cache.refresh.scan_every")),
                Arguments.of(
                        Compression.class,
                        and(
                                words("cache.compression.", "level above"),
                                Map.of("zstd", "cache.compression.format", "deflate", "cache.compression.format"))),
                Arguments.of(CircuitBreakerBuilder.class, circuitBreaker()),
                Arguments.of(
                        RetryBuilder.class,
                        and(
                                words("cache.retry.", "maxRetries initialDelay maxDelay multiplier jitter reads"),
                                Map.of(
                                        "random", CODE,
                                        "classifier", CODE,
                                        "executor", CODE,
                                        "budget", "cache.retry_budget"),
                                common())),
                Arguments.of(
                        RetryBudgetBuilder.class, and(words("cache.retry_budget.", "ratio window minimum"), common())),
                Arguments.of(
                        BulkheadBuilder.class,
                        and(
                                words("cache.bulkhead.", "maxConcurrent queue maxWait"),
                                Map.of("executor", CODE),
                                common())),
                Arguments.of(
                        RateLimiterBuilder.class,
                        and(
                                words("cache.rate_limiter.", "perSecond burst maxWait"),
                                Map.of("executor", CODE),
                                common())),
                Arguments.of(TimeoutBuilder.class, and(Map.of("executor", CODE, "callExecutor", CODE), common())),
                Arguments.of(
                        BloomGuardBuilder.class,
                        and(
                                words("cache.bloom_filter.", "expectedInsertions falsePositiveRate rebuildEvery"),
                                Map.of(
                                        "source", "code: KnownKeys, given to the document",
                                        "file", "cache.bloom_filter.directory",
                                        "sharedBits", "cache.bloom_filter.shared",
                                        "quota", "code: the tenant of a key"),
                                common())),
                Arguments.of(WriteBehind.class, writeBehind()),
                Arguments.of(
                        RedisBuilder.class,
                        and(
                                words(
                                        "redis.",
                                        "uri commandTimeout connectTimeout prefix bound heartbeat originLag"
                                                + " maximumValueBytes tracking healthInterval longestLock"),
                                words("pubsub.", "invalidationChannel healthChannel messageTimeout"),
                                Map.of("maximumSubscribers", "pubsub.max_subscribers", "time", CLOCK),
                                common())),
                Arguments.of(
                        DiskStoreBuilder.class,
                        and(words("disk.store.", "maximumBytes maximumEntries maximumWaiting"), common())),
                Arguments.of(
                        DiskJournalBuilder.class,
                        and(
                                words("cache.write_behind.journal.", "mode interval segmentBytes"),
                                Map.of("encryption", "cache.encryption"),
                                common())),
                Arguments.of(
                        Snapshot.class,
                        and(
                                words("cache.snapshot.", "every maximumBytes bytesPerSecond"),
                                Map.of(
                                        "at", "cache.snapshot.file",
                                        "begin", MAKES,
                                        "open", MAKES,
                                        "interval", MAKES))),
                Arguments.of(
                        AdaptivePoolBuilder.class,
                        and(
                                words("offloading.database.", "idleTimeout monitorEvery maxWait"),
                                Map.of(
                                        "size", "offloading.database.min_conns",
                                        "thresholds", "offloading.database.grow_above",
                                        "executor", CODE),
                                common())));
    }

    private static Map<String, String> cacheBuilder() {
        return and(
                words(
                        "cache.",
                        "namespace ttl staleIfError offline failureBackoff staleWhileRevalidate negativeTtl jitter refresh"
                                + " bulkWindow writeBehind writeOrder refusedChanges revalidateAfterLoss timeout noTimeout"
                                + " softTimeout loadDeadline loadLease maximumLoads near priority snapshot storePolicies"
                                + " loaderPolicies maximumSubscribers copyOnRead maximumKeyBytes maximumValueBytes"
                                + " encryption compression schemaVersion redactKeys closeTimeout"),
                Map.of(
                        "store", "redis",
                        "invalidation", "pubsub",
                        "missGuard", "cache.enable_bloom_filter",
                        "locks", "cache.redis.locks"),
                codeOf("staleIf failureClassifier loader asyncLoader bulkLoader writer decorate policyDefaults"
                        + " invalidationSource observer executor whenBuilt tracer"),
                Map.of("timeSource", CLOCK),
                common());
    }

    private static Map<String, String> circuitBreaker() {
        return and(
                words("cache.circuit_breaker.", "halfOpenMax trialLease failureRate slowCallRate minimumCalls"),
                Map.of(
                        "failureThreshold", "cache.circuit_breaker.threshold",
                        "openFor", "cache.circuit_breaker.timeout",
                        "resetAfter", "cache.circuit_breaker.reset_timeout",
                        "backoff", "cache.circuit_breaker.backoff_multiplier",
                        "window", "cache.circuit_breaker.window_calls",
                        "name", "the cache's, and the side",
                        "classifier", CODE,
                        "failureWhen", CODE,
                        "check", MAKES),
                common());
    }

    private static Map<String, String> writeBehind() {
        return and(
                words(
                        "cache.write_behind.",
                        "journal workers batch delay coalescing maxRetries maximumWrites maximumBytes whenFull maxWait"
                                + " deadLetters whenLettersFull afterDeath"),
                Map.of(
                        "backoff", "cache.write_behind.min_backoff",
                        "withoutDeadLetters", "cache.enable_dead_letter_queue",
                        "to", "code: the writer of the builder",
                        "toBatches", "code: a bulk writer",
                        "toCachesWriter", "cache.write_behind",
                        "withoutWriter", "cache.write_behind"),
                codeOf("random onDeadLetter writer orBy open"));
    }

    private static Map<String, String> common() {
        return Map.of("timeSource", CLOCK, "build", MAKES);
    }

    private static Map<String, String> codeOf(String methods) {
        Map<String, String> reasons = new TreeMap<>();
        for (String method : methods.split(" ", -1)) {
            reasons.put(method, CODE);
        }
        return reasons;
    }

    /** Methods whose key has the same words. */
    private static Map<String, String> words(String section, String methods) {
        Map<String, String> keys = new TreeMap<>();
        for (String method : methods.split(" ", -1)) {
            keys.put(method, section + method.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
        }
        return keys;
    }

    @SafeVarargs
    private static Map<String, String> and(Map<String, String>... maps) {
        Map<String, String> all = new TreeMap<>();
        for (Map<String, String> map : maps) {
            all.putAll(map);
        }
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("builders")
    void everyMethodHasAKeyOrAReason(Class<?> builder, Map<String, String> words) {
        Set<String> known = keys();
        for (String method : methods(builder)) {
            String word = words.get(method);
            assertThat(word)
                    .as(
                            "%s.%s: give it a key in a profile and name that here, or the reason why it has none",
                            builder, method)
                    .isNotNull();
            if (!word.contains(" ") && !word.equals(CODE)) {
                assertThat(known).as("the key of %s.%s", builder, method).contains(word);
            }
        }
    }

    private static Set<String> methods(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Method method : type.getDeclaredMethods()) {
            boolean isAccessor =
                    method.getParameterCount() == 0 && !method.getReturnType().equals(type);
            boolean isObjects = List.of("toString", "equals", "hashCode").contains(method.getName());
            boolean isOption = Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && !isObjects;
            if (isOption
                    && !(isAccessor && (type == Lifetimes.class || type == Offline.class))
                    && !isStandard(method)) {
                names.add(method.getName());
            }
        }
        return names;
    }

    /** {@code Offline.on()} and the like: what holds where nothing is said. */
    private static boolean isStandard(Method method) {
        return method.getParameterCount() == 0
                && Set.of(Lifetimes.class, Offline.class).contains(method.getDeclaringClass());
    }

    /** All sections, what stands above them, and all options. */
    private static Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        for (SectionProvider provider : ServiceLoader.load(SectionProvider.class)) {
            for (Section<?, ?> section : provider.sections()) {
                for (int dot = section.path().indexOf('.');
                        dot > 0;
                        dot = section.path().indexOf('.', dot + 1)) {
                    keys.add(section.path().substring(0, dot));
                }
                keys.add(section.path());
                section.options().forEach(option -> keys.add(section.path() + "." + option.name()));
            }
        }
        assertThat(keys).containsAll(Arrays.asList("cache", "cache.ttl", "redis.uri", "disk.store.directory"));
        return keys;
    }
}
