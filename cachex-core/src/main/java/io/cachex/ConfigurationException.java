package io.cachex;

import org.jspecify.annotations.Nullable;

/** A setting that cannot work, with its name, its value and the rule. */
public final class ConfigurationException extends CacheException {

    private static final long serialVersionUID = 2;

    private final int line;
    private final int column;

    /** With a message and, where there is one, a cause. */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        this(message, 0, 0, cause);
    }

    /** With a message. */
    public ConfigurationException(String message) {
        this(message, 0, 0, null);
    }

    /** With a message that tells where, and the same as numbers: what was read from a document. */
    public ConfigurationException(String message, int line, int column, @Nullable Throwable cause) {
        super(message, cause);
        this.line = line;
        this.column = column;
    }

    /** The line of the document, from 1; 0 if the setting does not come from one. */
    public int line() {
        return line;
    }

    /** The column in that line, from 1; 0 if the setting does not come from a document. */
    public int column() {
        return column;
    }
}
