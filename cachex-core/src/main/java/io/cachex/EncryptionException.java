package io.cachex;

/** Bytes that were to be opened and are not what was sealed, or with which key is not known. */
public final class EncryptionException extends CacheException {

    private static final long serialVersionUID = 1;

    /** Why they were not opened. */
    public enum Reason {
        /** They name a key that is not there. */
        UNKNOWN_KEY,
        /** They were changed, stand where they do not belong, or never were sealed. */
        ALTERED
    }

    private final Reason reason;
    private final String keyId;

    EncryptionException(Reason reason, String keyId, String message) {
        super(message);
        this.reason = reason;
        this.keyId = keyId;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** The id of the key that they name; empty if they name none. */
    public String keyId() {
        return keyId;
    }
}
