package io.cachex.examples.drill.nodes;

/** Service nodes with the same kind of cache, each with connections of its own to one Redis. Called by many threads at once. */
interface Fleet extends AutoCloseable {

    /** At most seven characters, as the table has no more room. */
    String name();

    /**
     * A value, as a node sees it.
     *
     * @param node from 0
     * @throws Exception when the node has no answer; it counts as an error of this fleet
     */
    Copy get(int node, String key) throws Exception;

    /**
     * Has a node tell the others that the database has a new value. Done when that is acknowledged.
     *
     * @throws Exception when it is not, or not known to be
     */
    void invalidate(int node, String key) throws Exception;

    /** Queries of the database so far. */
    long loads();

    @Override
    void close();
}
