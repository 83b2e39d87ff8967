package io.cachex.config;

/** Texts of a document as they may stand in a message: one line, not long. */
final class Texts {

    private static final int LONGEST = 64;

    private Texts() {}

    static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
