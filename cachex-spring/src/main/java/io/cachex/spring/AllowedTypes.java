package io.cachex.spring;

import io.cachex.Rules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The classes that may be named in stored bytes, and no others: those of the JDK that are plain values, and those that the
 * user lists by name or by package. Asked before a class is loaded.
 */
final class AllowedTypes {

    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\w\\p{L}$]*(\\.[\\p{L}_$][\\w\\p{L}$]*)*");

    private static final Set<String> ALWAYS = Set.of(
            String.class.getName(),
            byte[].class.getName(),
            Integer.class.getName(),
            Long.class.getName(),
            Short.class.getName(),
            Byte.class.getName(),
            Boolean.class.getName(),
            Character.class.getName(),
            Double.class.getName(),
            Float.class.getName(),
            BigDecimal.class.getName(),
            BigInteger.class.getName(),
            UUID.class.getName(),
            URI.class.getName(),
            Currency.class.getName(),
            Locale.class.getName());

    private static final Pattern TIMES = Pattern.compile("java\\.time\\.[A-Z][A-Za-z]*");

    private final List<String> entries;

    private AllowedTypes(List<String> entries) {
        this.entries = entries;
    }

    /**
     * These classes and those of these packages and of the ones below them, beside the JDK's.
     *
     * @throws io.cachex.ConfigurationException if an entry is not a name, or is one of {@code java} or {@code javax}
     */
    static AllowedTypes of(Collection<String> entries) {
        for (String entry : entries) {
            Rules.require(
                    NAME.matcher(entry).matches() && !entry.matches("(java|javax|jdk|sun)(\\..*)?"),
                    "allowedTypes",
                    "'" + entry + "'",
                    "names of your packages or classes");
        }
        return new AllowedTypes(List.copyOf(entries));
    }

    /** Whether a class of this name, as {@link Class#getName()} has it, may be there. */
    boolean includes(String name) {
        return ALWAYS.contains(name)
                || TIMES.matcher(name).matches()
                || entries.stream().anyMatch(entry -> isBelow(name, entry));
    }

    private static boolean isBelow(String name, String entry) {
        return name.startsWith(entry)
                && (name.length() == entry.length()
                        || name.charAt(entry.length()) == '.'
                        || name.charAt(entry.length()) == '$');
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
