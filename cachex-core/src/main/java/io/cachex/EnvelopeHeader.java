package io.cachex;

/**
 * What every envelope tells about its body. All times are in microseconds of the <em>store's</em> clock.
 *
 * @param kind what the envelope stands for
 * @param version grows with every write of the key; 1 to 2<sup>53</sup>
 * @param generation the namespace's sequence when the load began; 0 or more
 * @param loadStartMicros when the load began; ages count from here
 * @param freshForMicros how long after that the entry is fresh; 0 or more
 * @param staleForMicros how much longer it may be served when the origin fails; 0 or more. The sum of the two may
 *     overflow: compare by subtraction
 * @param codecId the body's format: empty, or up to 32 characters of {@code a-z 0-9 - . +}
 * @param schemaVersion the version of the body's schema, 0 to 65,535
 */
record EnvelopeHeader(
        Envelope.Kind kind,
        long version,
        long generation,
        long loadStartMicros,
        long freshForMicros,
        long staleForMicros,
        String codecId,
        int schemaVersion) {

    static final long MAX_VERSION = 1L << 53; // what a double holds: scripts of stores count in doubles
    static final int MAX_SCHEMA_VERSION = 0xFFFF;
    static final int MAX_CODEC_ID = 32;

    EnvelopeHeader {
        require(version >= 1 && version <= MAX_VERSION, "version must be from 1 to 2^53: ", version);
        require(generation >= 0, "generation must not be negative: ", generation);
        require(freshForMicros >= 0, "freshForMicros must not be negative: ", freshForMicros);
        require(staleForMicros >= 0, "staleForMicros must not be negative: ", staleForMicros);
        require(
                schemaVersion >= 0 && schemaVersion <= MAX_SCHEMA_VERSION,
                "schemaVersion must be from 0 to 65535: ",
                schemaVersion);
        if (!isCodecId(codecId)) {
            throw new IllegalArgumentException("codecId must be at most 32 characters of a-z 0-9 - . +: " + codecId);
        }
    }

    private static void require(boolean holds, String rule, long value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + value);
        }
    }

    private static boolean isCodecId(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '+')) {
                return false;
            }
        }
        return id.length() <= MAX_CODEC_ID;
    }
}
