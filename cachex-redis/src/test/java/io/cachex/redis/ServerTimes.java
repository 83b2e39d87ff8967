package io.cachex.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's time as its answers tell it, alone or at the head of a longer answer. */
final class ServerTimes {

    private static final Pattern SECONDS = Pattern.compile("^(\\*\\d+\r\n\\$10\r\n)(\\d{10})(\r\n\\$[1-6]\r\n)");

    private ServerTimes() {}

    /** Changes answers as if the server's clock had been set. */
    static UnaryOperator<byte[]> stepped(Duration step) {
        return frame -> {
            String text = new String(frame, StandardCharsets.ISO_8859_1);
            return SECONDS.matcher(text)
                    .replaceFirst(found -> Matcher.quoteReplacement(
                            found.group(1) + (Long.parseLong(found.group(2)) + step.toSeconds()) + found.group(3)))
                    .getBytes(StandardCharsets.ISO_8859_1);
        };
    }
}
