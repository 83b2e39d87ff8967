package io.cachex.profile.core;

import io.cachex.Cache;
import io.cachex.Offline;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import java.util.function.Consumer;

/** {@code cache.offline}: what a cache does for the time when its origin fails. */
final class OfflineSection {

    private OfflineSection() {}

    static Section<?, ?> section() {
        return Section.ofCache("offline", plan -> new Draft())
                .always()
                .after("cache")
                .meaning("What a cache does for the time when its origin fails: whether it keeps values past their"
                        + " freshness, and serves them.")
                .option(Option.<Draft, Boolean>of(
                                "recording",
                                Kind.BOOLEAN,
                                (draft, isOn) -> draft.offline = draft.offline.recording(isOn))
                        .byDefault("true")
                        .meaning("keeps values past their freshness")
                        .changeable())
                .option(Option.<Draft, Double>of(
                                "serving_percent",
                                Kind.DOUBLE,
                                (draft, percent) -> draft.offline = draft.offline.servingPercent(percent))
                        .byDefault("100")
                        .atLeast(0)
                        .atMost(100)
                        .meaning("serves such a part of the keys, the same ones everywhere, when the origin fails; 0:"
                                + " none")
                        .changeable())
                .thenChanging(OfflineSection::apply);
    }

    private static Consumer<Draft> apply(Draft draft, CachePlan plan) {
        plan.builder().offline(draft.offline);
        Live<Offline> live = new Live<>(
                draft.offline, Cache::offline, Cache::offline, (said, first, told) -> told.equals(first) ? said : told);
        plan.builder().whenBuilt(live::built);
        return later -> live.change(later.offline);
    }

    private static final class Draft {
        private Offline offline = Offline.on();
    }
}
