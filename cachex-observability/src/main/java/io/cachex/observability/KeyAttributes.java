package io.cachex.observability;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.SpanBuilder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;

/** What spans tell of keys. */
record KeyAttributes(TracedKeys told) {

    private static final int MOST = 16;
    private static final int BYTES = 8;

    boolean areWanted() {
        return told != TracedKeys.HIDDEN;
    }

    boolean areAsTheyAre() {
        return told == TracedKeys.AS_THEY_ARE;
    }

    /** @param names empty for nothing to tell */
    void tell(Collection<String> names, SpanBuilder builder) {
        if (names.isEmpty()) {
            return;
        }
        switch (told) {
            case HIDDEN -> {}
            case HASHED ->
                builder.setAttribute(
                        Names.KEY_HASHES,
                        names.stream().limit(MOST).map(KeyAttributes::hash).toList());
            case AS_THEY_ARE ->
                builder.setAttribute(Names.KEY_NAMES, names.stream().limit(MOST).toList());
        }
    }

    private static String hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK must have SHA-256", missing);
        }
    }

    @Override
    public String toString() {
        return told.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
