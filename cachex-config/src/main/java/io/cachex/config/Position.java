package io.cachex.config;

import io.cachex.ConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Where a setting comes from: a place in a document, or a variable of the environment.
 *
 * @param source the document's name, or what else it is, for people
 * @param line from 1; 0 where there are no lines
 * @param column from 1; 0 where there are no lines
 */
record Position(String source, int line, int column) {

    /** The document as a whole. */
    static Position of(String document) {
        return new Position(document, 0, 0);
    }

    /** A variable of the environment. */
    static Position ofVariable(String variable) {
        return new Position("environment variable " + variable, 0, 0);
    }

    /** What is wrong here: {@code production.yaml:5:5: what}. */
    ConfigurationException refuse(String what) {
        return refusal(what, null);
    }

    /** The same of the setting at this path: {@code production.yaml:5:5: cache.ttl: what}. */
    ConfigurationException refuse(String path, String what) {
        return refusal(path.isEmpty() ? what : path + ": " + what, null);
    }

    ConfigurationException refusal(String what, @Nullable Throwable cause) {
        return new ConfigurationException(this + ": " + what, line, column, cause);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
