package io.cachex.spi;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A store's capability: numbers by which a tag or a whole namespace is invalidated without touching its entries.
 *
 * <p>One sequence serves all names of a namespace. Advancing a name sets its generation to the sequence's next number.
 * An entry notes the sequence when its load <em>begins</em>; it is valid while none of its names has a generation above
 * that note. So an entry loaded before an invalidation is out, one that began after it is in, and the tags need not be
 * known before the load has answered.
 */
public interface Generations {

    /**
     * The sequence as it stands, and the generations of these names.
     *
     * @param namespace whose sequence
     * @param names may be empty; a name never advanced has generation 0
     */
    CompletionStage<Snapshot> generations(String namespace, Set<String> names);

    /**
     * The same where it is known now, without asking anybody; asked before each read, so it should be quick and give the same
     * object until something has changed. The default knows nothing.
     *
     * @return null if it has to be {@linkplain #generations asked for}
     */
    default @Nullable Snapshot known(String namespace, Set<String> names) {
        return null;
    }

    /** Draws the next number of the namespace's sequence, makes it the name's generation and returns it. */
    CompletionStage<Long> advance(String namespace, String name);

    /**
     * What the store knew at one moment.
     *
     * @param sequence the last number drawn, 0 if none
     * @param generations per name asked for; 0 where never advanced
     */
    record Snapshot(long sequence, Map<String, Long> generations) {}
}
