package io.cachex.examples.drill.offline;

/**
 * What one phase came to.
 *
 * @param stage which
 * @param fresh requests that were answered with a fresh value, or with the origin's word that there is none
 * @param stale requests that were answered with an old value
 * @param unknown requests that failed, of keys that the service has nothing of
 * @param failed requests that failed although the service has a value
 * @param fromPrimary values that the first upstream gave
 * @param fromReplica values that the second upstream gave
 */
public record StageFigures(
        Stage stage, long fresh, long stale, long unknown, long failed, long fromPrimary, long fromReplica) {

    /** All requests. */
    public long requests() {
        return fresh + stale + unknown + failed;
    }
}
