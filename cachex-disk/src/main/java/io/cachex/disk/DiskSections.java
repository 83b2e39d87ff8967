package io.cachex.disk;

import io.cachex.ConfigurationException;
import io.cachex.Encryption;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import io.cachex.profile.SectionProvider;
import io.cachex.profile.Wanted;
import io.cachex.spi.Journal;
import io.cachex.spi.Journal.Durability;
import io.cachex.store.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a profile may say of the local disk: {@code disk.store} makes a store for all caches, {@code cache.disk} gives it to one;
 * {@code cache.snapshot} and {@code cache.write_behind.journal} keep what one cache has.
 */
public final class DiskSections implements SectionProvider {

    /** For the {@link java.util.ServiceLoader}. */
    public DiskSections() {}

    @Override
    public List<Section<?, ?>> sections() {
        return List.of(store(), ofCache(), snapshot(), journal());
    }

    private static Section<?, ?> store() {
        return Section.ofProcess("disk.store", plan -> new Directed<DiskStoreBuilder>())
                .meaning(
                        "A store on the local disk, for all caches that have no other: the second tier where there is no Redis.")
                .option(Directed.<DiskStoreBuilder>directory()
                        .meaning("where it is kept; no other process may use it at the same time"))
                .option(Directed.option("maximum_bytes", Kind.SIZE, scratchStore(), DiskStoreBuilder::maximumBytes)
                        .byDefault("256MB")
                        .range("1 MB to 1 TB")
                        .meaning("how many bytes entries may count: keys, values, and 64 each"))
                .option(Directed.option("maximum_entries", Kind.LONG, scratchStore(), DiskStoreBuilder::maximumEntries)
                        .byDefault("1000000")
                        .atLeast(1)
                        .atMost(1_000_000_000)
                        .meaning("how many entries there may be"))
                .option(Directed.option("maximum_waiting", Kind.INT, scratchStore(), DiskStoreBuilder::maximumWaiting)
                        .byDefault("1024")
                        .atLeast(1)
                        .atMost(100_000)
                        .meaning("how many operations wait for the disk; the rest is refused"))
                .check(draft -> draft.requireDirectory("disk.store"))
                .then((draft, plan) -> plan.share(
                        DiskStore.class,
                        draft.told(DiskStore.builder(draft.requireDirectory("disk.store"))
                                        .timeSource(plan.time()))
                                .build()));
    }

    private static DiskStoreBuilder scratchStore() {
        return DiskStore.builder(Path.of("."));
    }

    private static Section<?, ?> ofCache() {
        return Section.ofCache("disk", plan -> new Use())
                .always()
                .after("cache", "cache.redis")
                .meaning("What a cache has of the `disk.store`, where there is one.")
                .option(Option.<Use, Boolean>of("store", Kind.BOOLEAN, (use, isOn) -> use.store = isOn)
                        .otherwise("`true` unless Redis is its store")
                        .meaning("is its store"))
                .then((use, plan) -> plan.find(DiskStore.class).ifPresent(store -> use.give(store, plan)));
    }

    private static Section<?, ?> snapshot() {
        return Section.ofCache("snapshot", plan -> new Place())
                .meaning("Keeps the near tier in a file while the process is away.")
                .option(Option.<Place, String>of(
                                "directory", Kind.TEXT, (draft, path) -> draft.directory = Directed.path(path))
                        .otherwise("none: this or `file` has to be given")
                        .meaning("where the file `CACHE.snapshot` is"))
                .option(Option.<Place, String>of("file", Kind.TEXT, (draft, path) -> draft.file = Directed.path(path))
                        .otherwise("in the `directory`")
                        .meaning("the file; one for each cache"))
                .option(Option.<Place, Duration>of(
                                "every", Kind.DURATION, (draft, time) -> draft.say(s -> s.every(time)))
                        .otherwise("only when the cache is closed, or asked to")
                        .range("1 s to 1 day")
                        .meaning("how often it is written as well"))
                .option(Option.<Place, Long>of(
                                "maximum_bytes", Kind.SIZE, (draft, bytes) -> draft.say(s -> s.maximumBytes(bytes)))
                        .byDefault("64MB")
                        .range("4 KB to 1 TB")
                        .meaning("how large the file may be; what was used most is in it first"))
                .option(Option.<Place, Long>of(
                                "bytes_per_second",
                                Kind.SIZE,
                                (draft, bytes) -> draft.say(s -> s.bytesPerSecond(bytes)))
                        .byDefault("32MB")
                        .range("64 KB to 1 TB")
                        .meaning("how fast it is written while the cache is open"))
                .check(draft -> draft.snapshot("check"))
                .then((draft, plan) -> plan.builder().snapshot(draft.snapshot(plan.cache())));
    }

    private static Section<?, ?> journal() {
        return Section.ofCache("write_behind.journal", plan -> new Directed<DiskJournalBuilder>())
                .after("cache.encryption")
                .meaning(
                        "Keeps the writes of `write_behind` and its dead letters on the local disk, beyond the end of the"
                                + " process; sealed where there is a `cache.encryption`. Wants a writer.")
                .option(Directed.<DiskJournalBuilder>directory()
                        .meaning("where it is kept; each cache has a directory of its name in it"))
                .option(Directed.option(
                                "mode",
                                Kind.oneOf(new TreeMap<>(Map.of("sync", Durability.SYNC, "os", Durability.OS))),
                                scratchJournal(),
                                DiskJournalBuilder::mode)
                        .byDefault("sync")
                        .meaning("what an append survives: `sync` the machine, `os` the process"))
                .option(
                        Directed.option("interval", Kind.DURATION, scratchJournal(), DiskJournalBuilder::interval)
                                .otherwise("by the `mode`")
                                .range("1 ms to 1 h")
                                .meaning(
                                        "forces the log to the disk when something was written for so long, instead of a `mode`"))
                .option(Directed.option("segment_bytes", Kind.SIZE, scratchJournal(), DiskJournalBuilder::segmentBytes)
                        .byDefault("64MB")
                        .range("64 KB to 1 GB")
                        .meaning("how large a file of the log becomes before the next is begun"))
                .check(draft -> {
                    draft.requireDirectory("writeBehind.journal");
                    draft.requireOneOf("mode", "interval");
                })
                .then(DiskSections::shareJournal);
    }

    private static DiskJournalBuilder scratchJournal() {
        return DiskJournal.builder(Path.of("."));
    }

    private static void shareJournal(Directed<DiskJournalBuilder> draft, CachePlan plan) {
        Path directory = draft.requireDirectory("writeBehind.journal").resolve(plan.cache());
        DiskJournalBuilder builder = draft.told(DiskJournal.builder(directory).timeSource(plan.time()));
        plan.find(Encryption.class).ifPresent(builder::encryption);
        plan.share(Journal.class, builder.build());
    }

    private static final class Use {
        private @Nullable Boolean store;

        void give(DiskStore shared, CachePlan plan) {
            if (plan.find(Wanted.class).orElseThrow().givesStore("cache.disk.store", store)) {
                plan.builder().store(Stores.unclosed(shared));
            }
        }
    }

    private static final class Place {
        private @Nullable Path directory;
        private @Nullable Path file;
        private final List<UnaryOperator<Snapshot>> said = new ArrayList<>();
        private Snapshot checked = Snapshot.at(Path.of("check"));

        void say(UnaryOperator<Snapshot> option) {
            checked = option.apply(checked);
            said.add(option);
        }

        Snapshot snapshot(String cache) {
            if ((directory == null) == (file == null)) {
                throw new ConfigurationException("snapshot must have a directory or a file, one of them");
            }
            Snapshot snapshot = Snapshot.at(directory == null ? file : directory.resolve(cache + ".snapshot"));
            for (UnaryOperator<Snapshot> option : said) {
                snapshot = option.apply(snapshot);
            }
            return snapshot;
        }
    }
}
