package io.cachex.profile.core;

import static io.cachex.profile.core.CacheDraft.kept;
import static io.cachex.profile.core.CacheDraft.told;

import io.cachex.CacheBuilder;
import io.cachex.Lifetimes;
import io.cachex.Priority;
import io.cachex.RefusedChanges;
import io.cachex.WriteOrder;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import io.cachex.profile.SectionBuilder;
import java.time.Duration;

/** {@code cache}: the options of the builder that take one value. */
final class CacheSection {

    private static final String YEAR = "0 to 365 days";
    private static final String DAY = "above 0, at most 1 day";

    private CacheSection() {}

    static Section<?, ?> section() {
        SectionBuilder<CacheDraft, CachePlan> section = Section.ofCache("", CacheDraft::new)
                .always()
                .meaning("What holds for a cache, in the words of its builder. Below `cache` for all caches,"
                        + " below `caches.NAME` for one of them.");
        lifetimes(section);
        times(section);
        changes(section);
        values(section);
        otherModules(section);
        return section.check(CacheDraft::check).thenChanging(CacheDraft::applyTo);
    }

    private static void lifetimes(SectionBuilder<CacheDraft, CachePlan> section) {
        section.option(Option.of("ttl", Kind.DURATION, kept(CacheBuilder::ttl, Lifetimes::ttl))
                        .byDefault("5m")
                        .range("above 0, at most 365 days")
                        .meaning("how long a value is fresh, from the start of its load")
                        .changeable())
                .option(Option.of(
                                "stale_if_error",
                                Kind.DURATION,
                                kept(CacheBuilder::staleIfError, Lifetimes::staleIfError))
                        .byDefault("1h")
                        .range(YEAR)
                        .meaning("how long past its freshness a value may be served if the origin fails; 0s: never")
                        .changeable())
                .option(Option.of(
                                "stale_while_revalidate",
                                Kind.DURATION,
                                kept(CacheBuilder::staleWhileRevalidate, Lifetimes::staleWhileRevalidate))
                        .byDefault("0s")
                        .range("0 to `stale_if_error`")
                        .meaning("how long past its freshness a value is served at once while it is loaded anew")
                        .changeable())
                .option(Option.of(
                                "negative_ttl", Kind.DURATION, kept(CacheBuilder::negativeTtl, Lifetimes::negativeTtl))
                        .byDefault("0s")
                        .range(YEAR)
                        .meaning("how long the origin's answer that there is no value is remembered; 0s: not")
                        .changeable())
                .option(Option.of("jitter", Kind.DOUBLE, kept(CacheBuilder::jitter, Lifetimes::jitter))
                        .byDefault("0")
                        .atLeast(0)
                        .atMost(1)
                        .meaning("by which fraction each time to live is shortened at random")
                        .changeable());
    }

    private static void times(SectionBuilder<CacheDraft, CachePlan> section) {
        section.option(Option.of("timeout", Kind.DURATION, CacheDraft::timeout)
                        .byDefault("5s")
                        .range(DAY)
                        .meaning("the total time of a call; then its caller gets a stale value or an exception"))
                .option(Option.of("soft_timeout", Kind.DURATION, CacheDraft::softTimeout)
                        .byDefault("0s")
                        .range("0 to below `timeout`")
                        .meaning("after which time a caller gets a stale value, if there is one, while the load goes"
                                + " on; 0s: not"))
                .option(Option.of("load_deadline", Kind.DURATION, CacheDraft::loadDeadline)
                        .byDefault("30s")
                        .range(DAY)
                        .meaning("how long a load may run; then it is given up and its thread interrupted"))
                .option(Option.of("no_timeout", Kind.BOOLEAN, CacheDraft::noTimeout)
                        .byDefault("false")
                        .meaning("neither `timeout` nor `load_deadline`: callers run their loader themselves"))
                .option(Option.of("load_lease", Kind.DURATION, told(CacheBuilder::loadLease))
                        .byDefault("3s")
                        .range("100 ms to below 1 hour, not below the bound of the bus")
                        .meaning("how long a store that gives leases keeps other processes from loading a key that this"
                                + " one loads; renewed while it does"))
                .option(Option.of("bulk_window", Kind.DURATION, CacheDraft::bulkWindow)
                        .byDefault("0s")
                        .range("0 to below `timeout`")
                        .meaning("how long a single miss waits for others to share a bulk load; wants a bulk loader"))
                .option(Option.of("close_timeout", Kind.DURATION, told(CacheBuilder::closeTimeout))
                        .byDefault("5s")
                        .range(DAY)
                        .meaning("how long closing waits for work under way"));
    }

    private static void changes(SectionBuilder<CacheDraft, CachePlan> section) {
        section.option(Option.of("write_order", Kind.of(WriteOrder.class), told(CacheBuilder::writeOrder))
                        .byDefault("origin_first")
                        .meaning("which of origin and store is written first; `store_first` wants a store"))
                .option(Option.of("refused_changes", Kind.of(RefusedChanges.class), told(CacheBuilder::refusedChanges))
                        .byDefault("fail")
                        .meaning("whether the caller of a change that the store did not take hears of it; it is made"
                                + " up for in either case. `queue` wants a store"))
                .option(Option.of("revalidate_after_loss", Kind.DURATION, told(CacheBuilder::revalidateAfterLoss))
                        .byDefault("0s")
                        .range(YEAR)
                        .meaning("for how long, after the store has lost acknowledged changes, what it has from before"
                                + " is loaded anew; wants a store, a bus and a loader"))
                .option(Option.of("maximum_subscribers", Kind.INT, told(CacheBuilder::maximumSubscribers))
                        .otherwise("`pubsub.max_subscribers`, or 50")
                        .atLeast(1)
                        .atMost(100_000)
                        .meaning("how many handlers `onInvalidation` takes"));
    }

    private static void values(SectionBuilder<CacheDraft, CachePlan> section) {
        section.option(Option.of("priority", Kind.of(Priority.class), told(CacheBuilder::priority))
                        .byDefault("normal")
                        .meaning("how much entries are worth keeping near"))
                .option(Option.of("copy_on_read", Kind.BOOLEAN, CacheDraft::copyOnRead)
                        .byDefault("false")
                        .meaning("copies values on their way into and out of the near tier, by way of the codec"))
                .option(Option.of("maximum_key_bytes", Kind.INT, told(CacheBuilder::maximumKeyBytes))
                        .byDefault("1024")
                        .atLeast(1)
                        .atMost(65_536)
                        .meaning("the longest key in UTF-8 bytes"))
                .option(Option.of("maximum_value_bytes", Kind.SIZE, CacheDraft::maximumValueBytes)
                        .byDefault("16MB")
                        .range("1 B to 1 GB")
                        .meaning("the largest value that is kept; a larger one is returned and not cached"))
                .option(Option.of("schema_version", Kind.INT, told(CacheBuilder::schemaVersion))
                        .otherwise("the codec's, 1")
                        .atLeast(0)
                        .atMost(65_535)
                        .meaning("the schema of this release's values; those stored under an earlier one are loaded"
                                + " anew"))
                .option(Option.of("redact_keys", Kind.BOOLEAN, told(CacheBuilder::redactKeys))
                        .byDefault("false")
                        .meaning("keeps keys out of messages and log lines"));
    }

    /** What others heed: these options are there where those are. */
    private static void otherModules(SectionBuilder<CacheDraft, CachePlan> section) {
        section.option(Option.<CacheDraft, Duration>of("attempt_timeout", Kind.DURATION, CacheDraft::attemptTimeout)
                        .otherwise("`100ms` for the store, none for the loader")
                        .range(DAY)
                        .meaning("how long one attempt at the store, or of a load, may take")
                        .onlyWith("retry")
                        .changeable())
                .option(Option.<CacheDraft, Boolean>of(
                                "enable_dead_letter_queue", Kind.BOOLEAN, (draft, isOn) -> draft.deadLetters = isOn)
                        .onlyWith("write_behind")
                        .otherwise("`true` where there is a `write_behind`, else `false`")
                        .meaning("writes in the background, by the builder's `writer`, and keeps what is given up;"
                                + " `false` drops what is given up, if there is a `write_behind`"))
                .option(Option.<CacheDraft, Boolean>of(
                                "enable_bloom_filter", Kind.BOOLEAN, (draft, isOn) -> draft.bloomFilter = isOn)
                        .onlyWith("bloom_filter")
                        .otherwise("`true` where there is a `bloom_filter`, else `false`")
                        .meaning("answers reads of keys that the origin cannot have with absence, without a load;"
                                + " settings in `bloom_filter`"));
    }
}
