package io.cachex;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Many keys as batches of at most 1,000, in their order: no store and no origin is asked for everything at once. */
final class Chunks {

    static final int MOST = 1_000;

    private Chunks() {}

    static <E> List<List<E>> of(List<E> all) {
        List<List<E>> chunks = new ArrayList<>(all.size() / MOST + 1);
        for (int from = 0; from < all.size(); from += MOST) {
            chunks.add(all.subList(from, Math.min(from + MOST, all.size())));
        }
        return chunks;
    }

    static <E> List<Set<E>> of(Set<E> all) {
        List<Set<E>> chunks = new ArrayList<>();
        for (List<E> chunk : of(List.copyOf(all))) {
            chunks.add(new LinkedHashSet<>(chunk));
        }
        return chunks;
    }
}
