package io.cachex.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/** Which run of its server answers for the locks of one master: another one knows nothing of them, or not the last. */
final class ServerRun implements Link.Listener<StatefulRedisConnection<byte[], byte[]>> {

    private final Runnable whenConnected;
    private volatile boolean isWanted = true; // the connection is new, and it is not known yet to which run
    private volatile @Nullable String last;

    ServerRun(Runnable whenConnected) {
        this.whenConnected = whenConnected;
    }

    @Override
    public void onConnected(StatefulRedisConnection<byte[], byte[]> connection) {
        isWanted = true;
        whenConnected.run();
    }

    /** Whether the next question should ask for the run. */
    boolean isWanted() {
        return isWanted;
    }

    /** The run that has answered last; null if none has. */
    @Nullable
    String last() {
        return last;
    }

    /**
     * Takes over the run of an answer, if it has one.
     *
     * @param before the {@link #last} when the question was asked
     * @return whether it is another one
     */
    boolean answered(String run, @Nullable String before) {
        if (run.isEmpty()) {
            return false;
        }
        last = run;
        isWanted = false;
        return before != null && !before.equals(run);
    }
}
