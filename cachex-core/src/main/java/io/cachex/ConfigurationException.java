package io.cachex;

import org.jspecify.annotations.Nullable;

/** A setting that cannot work, with its name, its value and the rule. */
public final class ConfigurationException extends CacheException {

    private static final long serialVersionUID = 1;

    /** With a message and, where there is one, a cause. */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With a message. */
    public ConfigurationException(String message) {
        super(message);
    }
}
