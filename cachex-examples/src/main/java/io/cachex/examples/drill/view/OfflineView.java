package io.cachex.examples.drill.view;

import io.cachex.examples.drill.offline.OfflineAudience;
import io.cachex.examples.drill.offline.OfflineOutcome;

/** Shows the fourth act as it goes. Its methods are called one after the other, never at once. */
public interface OfflineView extends OfflineAudience {

    /** The act begins. */
    void begin();

    /** The act is over. */
    void end(OfflineOutcome outcome, Verdict verdict);
}
