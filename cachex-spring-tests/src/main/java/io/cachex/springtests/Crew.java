package io.cachex.springtests;

import java.util.List;

/** Values of the tests. */
public final class Crew {

    private Crew() {}

    public enum Rank {
        CAPTAIN,
        MATE
    }

    public record Sailor(String name, Rank rank, List<String> ports) {

        public static Sailor named(String name) {
            return new Sailor(name, Rank.MATE, List.of("Cork", "Vigo"));
        }
    }

    /** A key that is a record. */
    public record Berth(int deck, String side) {}

    /** A key without a text. */
    public static final class Opaque {}
}
