package io.cachex.redis;

import io.cachex.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with Redis, in exceptions whose class the standard classifier sees: a {@link StoreException} without a
 * cause is an outage, with a {@link SecurityException} or an {@link UnsupportedOperationException} as its cause permanent.
 */
final class RedisFailures {

    private static final String LATE = "LATE ";
    private static final String UNKNOWN = ": whether it was executed is UNKNOWN";

    /** The server is there and cannot do it now. */
    private static final List<String> NOT_NOW = List.of(
            "BUSY ",
            "LOADING ",
            "READONLY ",
            "OOM ",
            "MASTERDOWN ",
            "MISCONF ",
            "NOREPLICAS ",
            "TRYAGAIN ",
            "CLUSTERDOWN ",
            "MOVED ",
            "ASK ",
            "UNKILLABLE ",
            LATE,
            "ERR max number of clients");

    private static final List<String> FORBIDDEN = List.of("NOAUTH ", "WRONGPASS ", "NOPERM ", "DENIED ");

    private static final List<String> IMPOSSIBLE = List.of("WRONGTYPE ", "ERR unknown", "NOPROTO ", "CROSSSLOT ");

    private RedisFailures() {}

    /** Refused before it was sent: certainly not executed. */
    static StoreException refused(String address, String reason) {
        return new StoreException("redis " + address + " was not asked: " + reason);
    }

    /** Not answered in time. */
    static StoreException timedOut(String address, String command, long millis) {
        return new StoreException(
                "redis " + address + " did not answer " + command + " within " + millis + " ms" + UNKNOWN);
    }

    /** The failure of a request that was sent. A script that the server does not know is told as it is. */
    static Throwable of(String address, String command, Throwable failure) {
        Throwable inner = unwrapped(failure);
        if (inner instanceof RedisNoScriptException || inner instanceof StoreException) {
            return inner;
        }
        if (inner instanceof RedisCommandExecutionException) {
            return answered(address, command, inner);
        }
        return new StoreException("redis " + address + " was lost before it answered " + command + UNKNOWN + " ("
                + inner.getMessage() + ')');
    }

    /** Why there is no connection, for people. */
    static String reason(Throwable failure) {
        Throwable deepest = unwrapped(failure);
        for (int i = 0; i < 8 && deepest.getCause() != null; i++) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        return message == null ? deepest.getClass().getSimpleName() : message;
    }

    /** Whether a script came to its turn when its sender had given up. */
    static boolean isLate(Throwable failure) {
        String message = unwrapped(failure).getMessage();
        return message != null && message.contains(": " + LATE);
    }

    /** Whether what was asked may have been executed, or may yet be. */
    static boolean isUnknown(Throwable failure) {
        String message = unwrapped(failure).getMessage();
        return message != null && message.contains(UNKNOWN);
    }

    /** Whether the server has no room. */
    static boolean isFull(Throwable failure) {
        String message = unwrapped(failure).getMessage();
        return message != null && message.contains(": OOM ");
    }

    static boolean isAnswer(Throwable failure) {
        return unwrapped(failure) instanceof RedisCommandExecutionException;
    }

    private static StoreException answered(String address, String command, Throwable failure) {
        String text = shortened(failure.getMessage());
        String message = "redis " + address + " refused " + command + ": " + text;
        if (startsWithOne(NOT_NOW, text)) {
            return new StoreException(message);
        }
        if (startsWithOne(FORBIDDEN, text) || text.contains("user executing the script can't")) {
            return new StoreException(message, new SecurityException(text));
        }
        if (startsWithOne(IMPOSSIBLE, text)) {
            return new StoreException(message, new UnsupportedOperationException(text));
        }
        return new StoreException(message, failure);
    }

    /** Without the arguments that the server repeats, which may be secret. */
    private static String shortened(@Nullable String message) {
        String text = message == null ? "" : message;
        int arguments = text.indexOf(", with args");
        return arguments < 0 ? text : text.substring(0, arguments);
    }

    private static boolean startsWithOne(List<String> starts, String text) {
        for (String start : starts) {
            if (text.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    /** The exception inside wrappers that only carry it. */
    static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        for (Throwable cause = inner.getCause();
                cause != null && (inner instanceof CompletionException || inner instanceof ExecutionException);
                cause = inner.getCause()) {
            inner = cause;
        }
        return inner;
    }
}
