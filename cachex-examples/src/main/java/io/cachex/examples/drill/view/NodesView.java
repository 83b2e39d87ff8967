package io.cachex.examples.drill.view;

import io.cachex.examples.drill.nodes.Audience;
import io.cachex.examples.drill.nodes.Outcome;

/** Shows the second act as it goes. Its methods are called one after the other, never at once. */
public interface NodesView extends Audience {

    /** The act begins. */
    void begin();

    /** The act is over. */
    void end(Outcome outcome, Verdict verdict);

    /** There is no act: this system has no Redis, for that reason. */
    void skipped(String reason);
}
