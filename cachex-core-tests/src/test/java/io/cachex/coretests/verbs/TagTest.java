package io.cachex.coretests.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.ContextLoader;
import io.cachex.PutOptions;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.coretests.SlowOrigin;
import io.cachex.local.LocalBus;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

class TagTest {

    private final Tiers tiers = new Tiers();
    private final SlowOrigin origin = new SlowOrigin();
    private final ContextLoader<String> tagging = (key, context) -> {
        context.tags(List.of("t"));
        return origin.load(key);
    };

    /** G6: everything with the tag goes; untagged entries and those of other tags stay. */
    @EachShape
    void aTagTakesItsEntriesAndNoOthers(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("a", "1", PutOptions.defaults().tags("t", "u"));
        cache.put("b", "2", PutOptions.defaults().tags("u"));
        cache.put("c", "3");

        cache.invalidateTag("t");
        cache.invalidateTag("unknown");

        assertThat(cache.getAllPresent(List.of("a", "b", "c")).keySet()).containsExactly("b", "c");
        assertThat(cache.exists("a")).isFalse();
        assertThat(cache.find("a").isMissing()).isTrue();
    }

    /** G6: an entry written after the invalidation stays. */
    @EachShape
    void anEntryWrittenAfterwardsStays(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("a", "1", PutOptions.defaults().tags("t"));

        cache.invalidateTag("t");
        cache.put("a", "2", PutOptions.defaults().tags("t"));

        assertThat(cache.getIfPresent("a")).isEqualTo("2");
        cache.invalidateTag("t");
        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** G6: the cost does not depend on the number of entries. */
    @EachFace
    void aTagCostsOneCallOfTheStore(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH).build());
        for (int i = 0; i < 500; i++) {
            cache.put("k" + i, "1", PutOptions.defaults().tags("t"));
        }
        long before = tiers.store.calls();

        cache.invalidateTag("t");

        assertThat(tiers.store.calls() - before).isEqualTo(1);
        assertThat(cache.getAllPresent(
                        IntStream.range(0, 500).mapToObj(i -> "k" + i).toList()))
                .isEmpty();
    }

    /** G6, A4: loads give tags through their context, and an invalidation during the load wins (B3). */
    @EachShape
    void loadsGiveTagsAndLoseToAnInvalidationMeanwhile(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(tagging).build());
        cache.get("a");
        cache.invalidateTag("t");
        assertThat(cache.getIfPresent("a")).isNull();
        origin.hang();
        Caller<String> loading = Caller.start(() -> cache.get("b"));
        origin.awaitLoads(2);

        cache.invalidateTag("t");
        origin.release();

        assertThat(loading.result()).isEqualTo("b@1");
        assertThat(cache.getIfPresent("b")).isNull();
        assertThat(cache.get("b")).isEqualTo("b@2");
        assertThat(cache.getIfPresent("b")).isEqualTo("b@2");
    }

    /** G6: it holds on a node that starts later. */
    @EachFace
    void aNodeThatStartsLaterKnowsOfIt(Face face) {
        Cache<String> first = face.of(tiers.words(Shape.BOTH).build());
        first.put("a", "1", PutOptions.defaults().tags("t"));
        first.put("b", "1", PutOptions.defaults().tags("t"));
        first.invalidateTag("t");
        first.put("b", "2", PutOptions.defaults().tags("t"));

        Cache<String> later = face.of(tiers.words(Shape.BOTH).build());

        assertThat(later.getIfPresent("a")).isNull();
        assertThat(later.getIfPresent("b")).isEqualTo("2");
    }

    /** G6: it holds on another node that has a near copy, through the bus. */
    @EachFace
    void anotherNodesNearCopyGoes(Face face) {
        LocalBus bus = LocalBus.create();
        Cache<String> one = face.of(tiers.words(Shape.BOTH).invalidation(bus).build());
        Cache<String> two = face.of(tiers.words(Shape.BOTH).invalidation(bus).build());
        one.put("a", "1", PutOptions.defaults().tags("t"));
        one.put("b", "1");
        assertThat(two.getIfPresent("a")).isEqualTo("1");
        assertThat(two.getIfPresent("b")).isEqualTo("1");

        one.invalidateTag("t");

        Awaitility.await().until(() -> two.getIfPresent("a") == null);
        assertThat(two.getIfPresent("b")).isEqualTo("1");
    }

    /** G6: more tags than are remembered make misses, never a value that was invalidated. */
    @EachShape
    void moreTagsThanAreRememberedInvalidateAllTheSame(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("old", "1", PutOptions.defaults().tags("t0"));
        cache.put("plain", "1");
        for (int i = 0; i < 10_050; i++) {
            cache.invalidateTag("t" + i);
        }

        assertThat(cache.getIfPresent("old")).isNull();
        assertThat(cache.getIfPresent("plain")).isEqualTo("1");
        cache.put("new", "1", PutOptions.defaults().tags("t0"));
        assertThat(cache.getIfPresent("new")).isEqualTo("1");
    }

    /** A4: tags are keys, and at most 64. */
    @EachFace
    void badTagsAreRefused(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.NEAR).build());
        String[] tooMany = IntStream.range(0, 65).mapToObj(i -> "t" + i).toArray(String[]::new);

        assertThatThrownBy(() -> PutOptions.defaults().tags(tooMany))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("64");
        assertThatThrownBy(() -> PutOptions.defaults().tags("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        PutOptions.defaults().tags(Arrays.asList("a", null).toArray(String[]::new)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.invalidateTag("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.invalidateTag(null)).isInstanceOf(IllegalArgumentException.class);
    }
}
