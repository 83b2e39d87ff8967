package io.cachex.config;

import io.cachex.profile.Kind;
import java.util.ArrayList;
import java.util.List;

/** Keeps secrets out of documents, and out of what is shown. */
final class Secrets {

    private static final String MASK = "***";

    private Secrets() {}

    /** Refuses a secret that stands in a document; the message does not have it. */
    static void requireReference(Kind<?> kind, String raw, Position at, String path) {
        if (kind.secrecy() == Kind.Secrecy.ALL && !References.isOneWithoutDefault(raw)) {
            throw at.refuse(path, "a secret must be " + kind.allowed() + ", alone and without a default");
        }
        if (kind.secrecy() == Kind.Secrecy.PASSWORD && hasLiteralPassword(raw)) {
            throw at.refuse(
                    path, "a password in an address must be a reference such as ${PASSWORD}, without a default");
        }
    }

    /** What of a value that the environment has by itself must not be seen. */
    static List<String> in(Kind<?> kind, String value) {
        List<String> secrets = new ArrayList<>();
        if (kind.secrecy() == Kind.Secrecy.ALL) {
            secrets.add(value);
        } else if (kind.secrecy() == Kind.Secrecy.PASSWORD) {
            String user = userInfo(value);
            secrets.add(user.substring(user.indexOf(':') + 1));
        }
        return secrets;
    }

    /** The message without the secrets. */
    static String masked(String message, List<String> secrets) {
        String masked = message;
        for (String secret : secrets) {
            for (String variant : List.of(secret, secret.strip())) {
                masked = variant.isEmpty() ? masked : masked.replace(variant, MASK);
            }
        }
        return masked;
    }

    /** {@code redis://:${PASSWORD}@host} has none, {@code redis://secret@host} and one with a default have. */
    private static boolean hasLiteralPassword(String raw) {
        String user = userInfo(References.onlyDefaults(raw));
        return !user.isEmpty() && user.indexOf(':') != user.length() - 1;
    }

    /** What stands before the {@code @} of an address. */
    private static String userInfo(String address) {
        int at = address.lastIndexOf('@');
        int scheme = address.indexOf("://");
        return at < 0 ? "" : address.substring(scheme >= 0 && scheme < at ? scheme + 3 : 0, at);
    }
}
