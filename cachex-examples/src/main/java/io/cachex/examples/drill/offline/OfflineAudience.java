package io.cachex.examples.drill.offline;

/** Hears how the fourth act goes. Its methods are called one after the other, never at once. */
public interface OfflineAudience {

    /** A phase begins. */
    void begins(Stage stage);

    /** A phase is over. */
    void ended(StageFigures figures);
}
