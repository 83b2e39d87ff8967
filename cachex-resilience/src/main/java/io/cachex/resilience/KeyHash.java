package io.cachex.resilience;

/**
 * 64 bits of a key, which nobody can aim at who does not know the seed: SipHash-2-4 over the key's UTF-16 units, each as two
 * bytes, the low one first (Aumasson, Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012). Allocates nothing.
 * Immutable.
 *
 * @param k0 the first half of the seed
 * @param k1 its second half
 */
record KeyHash(long k0, long k1) {

    private static final int UNITS = 4; // of 2 bytes each, in a word

    long of(String key) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int length = key.length();
        int words = length / UNITS;
        for (int w = 0; w <= words + 2; w++) {
            boolean isBody = w <= words;
            long word = isBody ? word(key, w * UNITS) : 0;
            if (w == words) {
                word |= (2L * length) << 56;
            }
            v3 ^= word;
            if (w == words + 1) {
                v2 ^= 0xff;
            }
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** The units from a place on, four at most. */
    private static long word(String key, int from) {
        int to = Math.min(from + UNITS, key.length());
        long word = 0;
        for (int i = from; i < to; i++) {
            word |= (long) key.charAt(i) << (16 * (i - from));
        }
        return word;
    }

    /** Without the seed, which is a secret. */
    @Override
    public String toString() {
        return "sipHash";
    }
}
