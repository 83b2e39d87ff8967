package io.cachex;

import java.util.concurrent.CancellationException;

/**
 * Says, from where a loader would have been called to where its flight ends, that the upstream is disabled. For policies in
 * between it is a cancellation, which tells nothing of the origin. No caller sees it.
 */
final class OriginNotAsked extends CancellationException {

    private static final long serialVersionUID = 1;

    OriginNotAsked() {
        super("upstream disabled");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // one for each read while the upstream is disabled
    }
}
