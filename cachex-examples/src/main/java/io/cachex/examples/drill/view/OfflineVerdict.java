package io.cachex.examples.drill.view;

import io.cachex.examples.drill.offline.OfflineOutcome;
import io.cachex.examples.drill.offline.Stage;
import io.cachex.examples.drill.offline.StageFigures;
import java.util.List;
import java.util.Locale;

/** Judges the fourth act. */
public final class OfflineVerdict {

    private OfflineVerdict() {}

    /** Passed if the service served what the disk had, failed none of it, and used each upstream when it was back. */
    public static Verdict of(OfflineOutcome outcome) {
        StageFigures down = outcome.of(Stage.ALL_DOWN);
        long failed = outcome.stages().stream().mapToLong(StageFigures::failed).sum();
        boolean served = outcome.restored() > 0 && down.stale() > 0;
        boolean cameBack = outcome.of(Stage.REPLICA).fromReplica() > 0
                && outcome.of(Stage.PRIMARY).fromPrimary() > 0;
        return new Verdict(
                served && failed == 0 && cameBack,
                List.of(
                        String.format(
                                Locale.ROOT,
                                "CacheX started in %,d ms with nothing there, and took %,d values from the disk.",
                                outcome.start().toMillis(),
                                outcome.restored()),
                        String.format(
                                Locale.ROOT,
                                "It answered %,d of %,d requests while all was down, and failed %,d for keys it had.",
                                down.fresh() + down.stale(),
                                down.requests(),
                                failed),
                        cameBack
                                ? "Each upstream was used when it was back."
                                : "An upstream that was back was not used."));
    }
}
