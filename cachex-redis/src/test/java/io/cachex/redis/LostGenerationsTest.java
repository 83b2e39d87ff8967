package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Generations;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** FT7, FT20: the server loses the generations, and perhaps not the values that they are about. */
final class LostGenerationsTest {

    @RegisterExtension
    static final RedisNodes NODES = new RedisNodes();

    private static final String SPACE = "app:env:users";

    private Generations here;
    private Generations elsewhere;

    @BeforeEach
    void emptyStore() {
        here = NODES.emptyStore().capability(Generations.class).orElseThrow();
        elsewhere = NODES.other().store().capability(Generations.class).orElseThrow();
    }

    /** An entry of before the loss must not be above the invalidations of after it. */
    @Test
    void whatIsAdvancedAfterTheLossIsAboveAllBefore() {
        for (int i = 0; i < 100; i++) {
            answerOf(here.advance(SPACE, "tag"));
        }
        long noted = answerOf(here.generations(SPACE, Set.of())).sequence();
        RedisNodes.SERVER.flushAll();

        assertThat(answerOf(elsewhere.advance(SPACE, "tag"))).isGreaterThan(noted);
    }

    /** Nobody knows what was invalidated, so everything is; and what begins then is valid. */
    @Test
    void whoNoticesTheLossInvalidatesEverything() {
        long noted = answerOf(here.advance(SPACE, "tag"));
        RedisNodes.SERVER.flushAll();

        var after = answerOf(here.generations(SPACE, Set.of("", "tag")));

        assertThat(after.generations().get("")).isGreaterThan(noted);
        assertThat(after.sequence()).isGreaterThanOrEqualTo(after.generations().get(""));
        assertThat(answerOf(elsewhere.generations(SPACE, Set.of(""))).generations())
                .containsEntry("", after.generations().get(""));
    }

    /** FT20: what begins anew is named anew, or those who listen would take it for what was there before. */
    @Test
    void dataThatBeginsAnewHasAnotherName() {
        answerOf(here.advance(SPACE, "tag"));
        Object before = RedisNodes.SERVER.command("HGET", "cx:g:{" + SPACE + '}', "i");
        RedisNodes.SERVER.flushAll();

        answerOf(here.advance(SPACE, "tag"));

        assertThat(RedisNodes.SERVER.command("HGET", "cx:g:{" + SPACE + '}', "i"))
                .isNotNull()
                .isNotEqualTo(before);
    }

    @Test
    void theLossIsNoticedOnce() {
        answerOf(here.advance(SPACE, "tag"));
        answerOf(elsewhere.generations(SPACE, Set.of("")));
        RedisNodes.SERVER.flushAll();

        long first = answerOf(here.generations(SPACE, Set.of(""))).sequence();

        assertThat(answerOf(elsewhere.generations(SPACE, Set.of(""))).sequence())
                .isEqualTo(first);
        assertThat(answerOf(here.generations(SPACE, Set.of(""))).sequence()).isEqualTo(first);
        assertThat(answerOf(here.generations("app:env:others", Set.of(""))).sequence())
                .isZero();
    }
}
