package io.cachex.profile;

import io.cachex.Rules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Puts a {@link Section} together; {@link #then} or {@link #thenChanging} ends it. For one thread.
 *
 * @param <D> the draft
 * @param <P> what the section is applied to
 */
public final class SectionBuilder<D, P extends Plan> {

    private static final String PATH = "[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*";

    final String path;
    final boolean isOfCache;
    final Function<P, D> draft;
    String meaning = "";
    boolean isAlways;
    List<Option<D, ?>> options = new ArrayList<>();
    Set<String> after = new LinkedHashSet<>();
    Consumer<D> check = draft -> {};
    Consumer<CachePlan> eachCache = plan -> {};

    SectionBuilder(String path, boolean isOfCache, Function<P, D> draft) {
        Rules.require(path.matches(PATH), "path", path, "names in snake_case with dots between them");
        Rules.require(isOfCache == isBelowCache(path), "path", path, "below cache where it is a section of each cache");
        this.path = path;
        this.isOfCache = isOfCache;
        this.draft = Rules.notNull("draft", draft);
    }

    private static boolean isBelowCache(String path) {
        return path.equals(Section.CACHE) || path.startsWith(Section.CACHE + ".");
    }

    /** What the section is for: a sentence or two, in Markdown. */
    public SectionBuilder<D, P> meaning(String text) {
        meaning = Rules.notNull("meaning", text);
        return this;
    }

    /**
     * Adds an option, after those that are there.
     *
     * @throws io.cachex.ConfigurationException if there is one of this name
     */
    public SectionBuilder<D, P> option(Option<D, ?> option) {
        Rules.require(
                options.stream().noneMatch(other -> other.name().equals(option.name())),
                path,
                option.name(),
                "without two options of one name");
        options.add(option);
        return this;
    }

    /** Applies these sections before this one, where the document has them: {@code redis}, {@code cache.retry}. */
    public SectionBuilder<D, P> after(String... paths) {
        after.addAll(List.of(paths));
        return this;
    }

    /** Applies the section also if the document does not have it, with a draft on which nothing is set. */
    public SectionBuilder<D, P> always() {
        isAlways = true;
        return this;
    }

    /**
     * Refuses options that contradict each other as soon as the document is read (nothing), for example by building from the
     * draft what does nothing by itself. Must not do anything that lasts.
     */
    public SectionBuilder<D, P> check(Consumer<D> refusing) {
        check = Rules.notNull("check", refusing);
        return this;
    }

    /**
     * Adds to each cache what a section of the process means for it (nothing): a store, a bus. Called for each cache, after
     * {@link #then}, before the sections of the cache itself.
     */
    public SectionBuilder<D, P> forEachCache(Consumer<CachePlan> adding) {
        Rules.require(!isOfCache, path, "forEachCache", "without it, being a section of each cache");
        eachCache = Rules.notNull("forEachCache", adding);
        return this;
    }

    /** Ends the section with what is made of the draft when all options are set. */
    public Section<D, P> then(BiConsumer<D, P> making) {
        Rules.notNull("then", making);
        Rules.require(options.stream().noneMatch(Option::isChangeable), path, "then", "thenChanging with such options");
        return new Section<>(this, (draft, plan) -> {
            making.accept(draft, plan);
            return null;
        });
    }

    /**
     * Ends a section of which some options can be changed at run time.
     *
     * @param making makes something of the draft, and gives what applies a later draft to it: one with the new values of the
     *     options that can be changed, and the values that all others had. That runs on a thread of its own while what was
     *     made is in use, never twice at once, and may throw a {@link io.cachex.ConfigurationException} without having
     *     changed anything.
     */
    public Section<D, P> thenChanging(BiFunction<D, P, Consumer<D>> making) {
        Rules.notNull("thenChanging", making);
        return new Section<>(this, making);
    }

    /** The same, so that what is done to this builder later does not reach a section that was made. */
    SectionBuilder<D, P> copy() {
        SectionBuilder<D, P> copy = new SectionBuilder<>(path, isOfCache, draft);
        copy.meaning = meaning;
        copy.isAlways = isAlways;
        copy.options = List.copyOf(options);
        copy.after = Set.copyOf(after);
        copy.check = check;
        copy.eachCache = eachCache;
        return copy;
    }

    @Override
    public String toString() {
        return "section(" + path + ")";
    }
}
