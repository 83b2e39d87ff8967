package io.cachex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashedKeysTest {

    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final HashedKeys keys = Keys.hashed(SECRET);

    @Test
    void namesAListByItsFilters() {
        String key = keys.listKey("users", Map.of("city", "Oslo", "page", 2));

        assertThat(key).startsWith("users:~").hasSize("users:".length() + 44);
        assertThat(keys.listKey("users", Map.of("page", 2L, "city", "Oslo"))).isEqualTo(key);
        assertThat(Keys.hashed(SECRET.clone()).listKey("users", Map.of("city", "Oslo", "page", "2")))
                .isEqualTo(key);
    }

    @Test
    void doesNotChangeByAccident() {
        assertThat(keys.listKey("users", Map.of("city", "Oslo", "page", 2)))
                .isEqualTo("users:~wK9zlU19JhuslUjeZXDIHKEjTeZlcqQUA02aUUsSD9U");
    }

    @Test
    void differentFiltersMakeDifferentKeys() {
        Map<String, Object> withNull = new LinkedHashMap<>();
        withNull.put("a", null);
        List<Map<String, ?>> filters = List.of(
                Map.of(),
                withNull,
                Map.of("a", "null"),
                Map.of("a", ""),
                Map.of("a", "bc"),
                Map.of("ab", "c"),
                Map.of("a", "b", "c", "d"),
                Map.of("a", "bcd"),
                Map.of("a", List.of("b", "c")),
                Map.of("a", List.of("c", "b")),
                Map.of("a", Set.of("b", "c")),
                Map.of("a", List.of(List.of("b"), List.of("c"))),
                Map.of("a", List.of(List.of("b", "c"))),
                Map.of("a", Map.of("b", "c")),
                Map.of("a", List.of()),
                Map.of("a", Map.of()),
                Map.of("a", "é"),
                Map.of("a", "e\u0301"));

        Set<String> different = new HashSet<>();
        filters.forEach(filter -> different.add(keys.listKey("users", filter)));
        assertThat(different).hasSameSizeAs(filters);
        assertThat(keys.listKey("orders", Map.of()).substring(7))
                .isNotEqualTo(keys.listKey("users", Map.of()).substring(6));
    }

    @Test
    void theOrderOfFiltersAndOfSetsDoesNotMatter() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("x", new LinkedHashSet<>(List.of("p", "q", 3)));
        one.put("y", 1);
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("y", 1);
        other.put("x", new LinkedHashSet<>(List.of("3", "q", "p")));

        assertThat(keys.listKey("users", one)).isEqualTo(keys.listKey("users", other));
    }

    @Test
    void dependsOnTheSecret() {
        byte[] secret = SECRET.clone();
        HashedKeys mine = Keys.hashed(secret);
        String key = mine.listKey("users", Map.of());
        Arrays.fill(secret, (byte) 0); // was copied

        assertThat(mine.listKey("users", Map.of())).isEqualTo(key);
        assertThat(Keys.hashed(secret).listKey("users", Map.of())).isNotEqualTo(key);
        assertThat(mine).hasToString("HashedKeys");
    }

    @Test
    void noEntityKeyLooksLikeAListKey() {
        String key = keys.listKey("users", Map.of());

        assertThat(Keys.of("users", key.substring("users:".length()))).isNotEqualTo(key);
    }

    @Test
    void refusesWhatHasNoLastingText() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);

        assertRefused(() -> Keys.hashed(new byte[15]), "secret must be at least 16 bytes: 15");
        assertRefused(() -> keys.listKey("", Map.of()), "entity must not be empty");
        assertRefused(
                () -> keys.listKey("users", Map.of("a", new int[1])),
                "filter a must have a toString() of its own: int[]");
        assertRefused(() -> keys.listKey("users", Map.of("a", "\ud800")), "filter a must not contain a lone surrogate");
        assertRefused(
                () -> keys.listKey("users", Collections.singletonMap(null, 1)), "name of a filter must not be null");
        assertRefused(() -> keys.listKey("users", Map.of("a", endless)), "filters must be at most 16 levels deep");
    }

    private static void assertRefused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
    }
}
