package io.cachex.springtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.spring.CacheKeys;
import io.cachex.springtests.Crew.Berth;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.cache.interceptor.SimpleKey;

/** O1, A9: any object is a key; no two of them are taken for each other. */
public abstract class CacheKeysContract {

    private final CacheKeys keys = CacheKeys.standard();

    @Test
    void anOrdinaryTextIsItself() {
        assertThat(keys.text("user:1")).isEqualTo("user:1");
        assertThat(keys.text("Zürich 東京")).isEqualTo("Zürich 東京");
    }

    @Test
    void everyOtherKeyTellsItsType() {
        assertThat(keys.text(1)).isEqualTo("~int:1");
        assertThat(keys.text(1L)).isEqualTo("~long:1");
        assertThat(keys.text(Crew.Rank.MATE)).isEqualTo("~io.cachex.springtests.Crew$Rank:MATE");
        assertThat(keys.text(new SimpleKey(1, "a"))).isEqualTo("~key(int:1,str:a)");
        assertThat(keys.text(SimpleKey.EMPTY)).isEqualTo("~key()");
        assertThat(keys.text(new Berth(2, "port"))).isEqualTo("~io.cachex.springtests.Crew$Berth(int:2,str:port)");
    }

    @Test
    void noTwoKeysHaveTheSameText() {
        UUID id = UUID.fromString("00000000-0000-0000-0000-000000000001");
        List<Object> different = List.of(
                "1",
                1,
                1L,
                (short) 1,
                (byte) 1,
                '1',
                1.0,
                1.0f,
                new BigDecimal("1"),
                new BigDecimal("1.0"),
                "",
                " ",
                "~",
                "~int:1",
                "~#",
                "a\nb",
                "a\\u000Ab",
                "\uD800",
                "?",
                true,
                "true",
                id,
                id.toString(),
                LocalDate.of(2026, 1, 1),
                "2026-01-01",
                Instant.EPOCH,
                String.class,
                "java.lang.String",
                SimpleKey.EMPTY,
                new SimpleKey(1),
                new SimpleKey("1"),
                new SimpleKey("1,str:2"),
                new SimpleKey("1", "2"),
                new SimpleKey(new Object[] {null}),
                new SimpleKey("null"),
                new SimpleKey(new SimpleKey(1)),
                new SimpleKey("a)", "(b"),
                new SimpleKey("a),(b"),
                new SimpleKey("a\\", "b"),
                new SimpleKey("a\\,b"),
                List.of(),
                Set.of(),
                Map.of(),
                Optional.empty(),
                List.of(1),
                Set.of(1),
                Map.of(1, 1),
                Optional.of(1),
                List.of(List.of(1), 2),
                List.of(List.of(1, 2)),
                new int[] {1},
                new long[] {1},
                new Object[] {1},
                new Berth(1, "1"),
                Crew.Rank.MATE,
                "MATE");

        List<String> texts = different.stream().map(keys::text).toList();

        assertThat(texts).doesNotHaveDuplicates();
        assertThat(texts).allSatisfy(text -> {
            assertThat(text.chars()).noneMatch(Character::isISOControl);
            assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 256);
        });
    }

    @Test
    void equalKeysHaveOneText() {
        Map<String, Integer> one = new LinkedHashMap<>(Map.of("a", 1));
        one.put("b", 2);
        Map<String, Integer> other = new LinkedHashMap<>(Map.of("b", 2));
        other.put("a", 1);

        assertThat(keys.text(one)).isEqualTo(keys.text(other));
        assertThat(keys.text(new LinkedHashSet<>(List.of(3, 1, 2))))
                .isEqualTo(keys.text(new TreeSet<>(Set.of(1, 2, 3))));
        assertThat(keys.text(new ArrayList<>(List.of(1, 2)))).isEqualTo(keys.text(Arrays.asList(1, 2)));
        assertThat(keys.text(new SimpleKey(1, "a"))).isEqualTo(keys.text(new SimpleKey(1, "a")));
        assertThat(keys.text(new SimpleKey((Object) new Object[] {1})))
                .isEqualTo(keys.text(new SimpleKey((Object) new Integer[] {1})));
    }

    @Test
    void aLongKeyIsHashed() {
        String one = "x".repeat(257);
        String other = "x".repeat(256) + "y";

        assertThat(keys.text("x".repeat(256))).hasSize(256);
        assertThat(keys.text(one)).hasSize(45).startsWith("~#").isNotEqualTo(keys.text(other));
        assertThat(keys.text("ü".repeat(200))).startsWith("~#");
        assertThat(keys.text(one)).isEqualTo(keys.text("x".repeat(257)));
    }

    @Test
    void aKeyWithoutATextIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> keys.text(new SimpleKey(new Crew.Opaque())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Crew$Opaque")
                .hasMessageContaining("@Cacheable(key");
    }

    @Test
    void aKeyThatHoldsItselfIsRefused() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);

        assertThatThrownBy(() -> keys.text(endless)).hasMessageContaining("16 deep");
        assertThatThrownBy(() -> keys.text(new SimpleKey("x".repeat(70_000)))).hasMessageContaining("65536");
    }
}
