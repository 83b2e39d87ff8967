package io.cachex.profile;

/** Values as they may stand in messages. */
final class Shown {

    static final String MASK = "***";

    private static final int LONGEST = 80;

    private Shown() {}

    /** In quotes if it is a text, without control characters, cut after 80 characters. */
    static String shortened(Object written) {
        String text = String.valueOf(written).replaceAll("\\p{Cntrl}", "?");
        return "'" + (text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text) + "'";
    }

    /** An address with what stands between the user's name and the last {@code @} masked; a user's name alone is kept. */
    static String withoutPassword(String address) {
        int at = address.lastIndexOf('@');
        int scheme = address.indexOf("://");
        if (at < 0) {
            return address;
        }
        int from = scheme >= 0 && scheme < at ? scheme + 3 : 0;
        String prefix = address.substring(0, from);
        int colon = address.indexOf(':', from);
        String user = colon >= 0 && colon < at ? address.substring(from, colon) + ":" : "";
        return prefix + user + MASK + address.substring(at);
    }
}
