package io.cachex.redis;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names of those who hold a lock: 128 random bits each, so that nobody frees what is not his by guessing. */
final class Owners {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Owners() {}

    static String next() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
