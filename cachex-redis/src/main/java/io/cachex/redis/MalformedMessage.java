package io.cachex.redis;

/** What came over the channel is no message. Without a stack: senders are the place to look. */
final class MalformedMessage extends Exception {

    private static final long serialVersionUID = 1;

    private final String reason;

    /** With what is wrong with it, and nothing of what it holds: that may be secret. */
    MalformedMessage(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
