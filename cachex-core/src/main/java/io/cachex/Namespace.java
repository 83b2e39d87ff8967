package io.cachex;

/**
 * Where a cache's keys live in a store: {@code app:env:cache:} before each.
 *
 * <p>Always three parts, none with a colon in it. So a store's key has one reading, whatever the user's key contains:
 * no two pairs of namespace and key share one.
 */
final class Namespace {

    static final String DEFAULT_APP = "cachex";
    static final String DEFAULT_ENV = "default";

    private static final int LONGEST_PART = 64;

    private final String name;
    private final String prefix;

    private Namespace(String name) {
        this.name = name;
        this.prefix = name + ':';
    }

    /** The namespace of a cache where neither application nor environment is named. */
    static Namespace of(String cache) {
        return of(DEFAULT_APP, DEFAULT_ENV, cache);
    }

    /**
     * A namespace.
     *
     * @throws IllegalArgumentException if a part is not 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
     */
    static Namespace of(String app, String env, String cache) {
        checkPart("app", app);
        checkPart("env", env);
        checkPart("cache", cache);
        return new Namespace(app + ':' + env + ':' + cache);
    }

    /** The key under which a store keeps the user's key. */
    String storeKey(String userKey) {
        return prefix.concat(userKey);
    }

    /** The user's key of one that is kept in a store; what is none of this namespace as it is. */
    String userKey(String storeKey) {
        return storeKey.startsWith(prefix) ? storeKey.substring(prefix.length()) : storeKey;
    }

    /** {@code app:env:cache}. */
    String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Namespace that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }

    private static void checkPart(String argument, String part) {
        boolean good = !part.isEmpty() && part.length() <= LONGEST_PART;
        for (int i = 0; good && i < part.length(); i++) {
            good = isAllowed(part.charAt(i));
        }
        if (!good) {
            throw new IllegalArgumentException(
                    argument + " must be 1 to 64 characters of A-Z a-z 0-9 . _ -: \"" + part + '"');
        }
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
