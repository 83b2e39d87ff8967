package io.cachex.examples.drill.view;

import io.cachex.examples.drill.replay.Reading;

/** Shows a drill as it goes. Its methods are called one after the other, never at once. */
public interface View {

    /** The drill begins. */
    void begin();

    /** Another second has passed. */
    void show(Reading reading);

    /** The drill is over: {@code last} holds all of it. */
    void end(Reading last, Verdict verdict);
}
