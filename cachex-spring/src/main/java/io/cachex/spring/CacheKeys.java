package io.cachex.spring;

/**
 * Turns the keys of Spring's cache abstraction, which are any objects, into texts. Two keys that are equal have the same
 * text, in every JVM; two that are not have different ones. Called by many threads at once.
 */
@FunctionalInterface
public interface CacheKeys {

    /**
     * A key's text.
     *
     * @return 1 to 1,024 bytes as UTF-8, without control characters
     * @throws IllegalArgumentException if the key is of a type that has no text
     */
    String text(Object key);

    /**
     * The keys of a {@link CachexCacheManager} that was given no others.
     *
     * <ul>
     *   <li>A text is itself, if it does not begin with {@code ~}, has no control characters and at most 256 bytes.
     *   <li>Anything else begins with {@code ~} and tells its type: {@code 1} is {@code ~int:1}, {@code 1L} is
     *       {@code ~long:1}, so that they are different keys. Known are texts, boxed values, enums, classes, UUIDs, URIs, big
     *       numbers, the types of {@code java.time}, and, of all these, arrays, lists, sets, maps, optionals, records, and
     *       Spring's {@code SimpleKey}: {@code ~key(int:1,str:a)}.
     *   <li>What is longer than 256 bytes is the SHA-256 of that: {@code ~#} and 43 characters.
     * </ul>
     *
     * <p>Keys of other classes are refused: their {@code toString()} may be the same for keys that are not. So are keys that are
     * nested more than 16 deep, or have more than 65,536 characters.
     */
    static CacheKeys standard() {
        return StandardKeys.INSTANCE;
    }
}
