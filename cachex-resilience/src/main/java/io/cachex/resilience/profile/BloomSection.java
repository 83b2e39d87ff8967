package io.cachex.resilience.profile;

import static io.cachex.resilience.profile.Said.option;

import io.cachex.ConfigurationException;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Section;
import io.cachex.profile.Wanted;
import io.cachex.resilience.BloomGuard;
import io.cachex.resilience.BloomGuardBuilder;
import io.cachex.spi.SharedBits;
import java.nio.file.Path;
import java.time.Duration;

/** {@code bloom_filter}: the miss guard, on by {@code enable_bloom_filter} or by what is said here. */
final class BloomSection {

    private BloomSection() {}

    static Section<?, ?> section() {
        return Section.ofCache("bloom_filter", plan -> new Said())
                .always()
                .after("cache", "cache.redis")
                .meaning(
                        "Answers reads of keys that the origin cannot have with absence, without a load. It says \"maybe\""
                                + " until it was warmed up: by `KnownKeys` that the program gives to the document, or through"
                                + " `CacheParts`. All nodes that share keys must have it, and a bus where their store is shared.")
                .option(option(
                                "expected_insertions",
                                Kind.LONG,
                                (Long n) -> builder().expectedInsertions(n))
                        .byDefault("10000")
                        .atLeast(1)
                        .atMost(100_000_000)
                        .meaning("for how many keys it is made"))
                .option(option(
                                "false_positive_rate",
                                Kind.DOUBLE,
                                (Double rate) -> builder().falsePositiveRate(rate))
                        .byDefault("0.01")
                        .atLeast(0.000_001)
                        .atMost(0.5)
                        .meaning("how often it may say \"maybe\" of an unknown key when it is as full as expected"))
                .option(option(
                                "rebuild_every",
                                Kind.DURATION,
                                (Duration time) -> builder().rebuildEvery(time))
                        .otherwise("never")
                        .range("1 s to 365 days")
                        .meaning("how often it is made anew, so that deleted keys leave it; wants `KnownKeys`"))
                .option(option("directory", Kind.TEXT, (String any) -> {})
                        .otherwise("nowhere")
                        .meaning("where it is kept between two runs, as `CACHE.bloom`; used by a cache without a bus"))
                .option(option("shared", Kind.BOOLEAN, (Boolean any) -> {})
                        .byDefault("false")
                        .meaning("leaves additions in Redis for nodes that miss messages; wants a `redis`"))
                .then(BloomSection::apply);
    }

    private static void apply(Said said, CachePlan plan) {
        boolean isOn = plan.find(Wanted.class).flatMap(Wanted::bloomFilter).orElse(!said.isNothing());
        if (!isOn) {
            return;
        }
        BloomGuardBuilder builder = builder();
        said.use("expected_insertions", builder::expectedInsertions)
                .use("false_positive_rate", builder::falsePositiveRate)
                .use("rebuild_every", builder::rebuildEvery)
                .use("directory", (String directory) -> builder.file(Path.of(directory, plan.cache() + ".bloom")));
        String cache = plan.cache();
        plan.find(KnownKeys.class).ifPresent(keys -> builder.source(() -> keys.of(cache)));
        if (said.or("shared", false)) {
            builder.sharedBits(plan.find(SharedBits.class)
                    .orElseThrow(() -> new ConfigurationException(
                            "bloomFilter.shared must be false where there is no redis: true")));
        }
        BloomGuard guard = builder.build();
        plan.find(CacheParts.class).ifPresent(parts -> parts.bloomGuard(cache, guard));
        plan.builder().missGuard(guard);
    }

    private static BloomGuardBuilder builder() {
        return BloomGuard.builder();
    }
}
