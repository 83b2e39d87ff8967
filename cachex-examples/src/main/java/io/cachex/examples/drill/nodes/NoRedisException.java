package io.cachex.examples.drill.nodes;

/** The test kit brings no Redis server for this system. */
public final class NoRedisException extends Exception {

    private static final long serialVersionUID = 1L;

    NoRedisException(Throwable cause) {
        super("no Redis server comes along for " + system(), cause);
    }

    /** Why there is none, as a part of a sentence. */
    public String reason() {
        return "none comes along for " + system();
    }

    private static String system() {
        return System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    }
}
