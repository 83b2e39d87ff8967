package io.cachex.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node's answer that a key is elsewhere. Whatever was asked has not been executed.
 *
 * @param isAsk whether the key may be there already though its slot is not: for this one request
 * @param host may be empty: the host that answered
 */
record Redirect(boolean isAsk, String host, int port) {

    private static final Pattern ANSWER = Pattern.compile(" refused [A-Z]+: (MOVED|ASK) \\d+ (\\S*):(\\d+)$");

    /** What this failure of a request says; null if it is any other failure. */
    static @Nullable Redirect of(Throwable failure) {
        String message = RedisFailures.unwrapped(failure).getMessage();
        Matcher found = message == null ? null : ANSWER.matcher(message);
        return found == null || !found.find()
                ? null
                : new Redirect(found.group(1).equals("ASK"), found.group(2), Integer.parseInt(found.group(3)));
    }
}
