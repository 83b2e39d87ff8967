package io.cachex.profile;

import io.cachex.Rules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A section of a document: its options, in order, and what is made of them. Immutable; begun by {@link #ofCache} or
 * {@link #ofProcess}, ended by {@link SectionBuilder#then}.
 *
 * <pre>{@code
 * Section.ofCache("retry", plan -> Retry.builder().timeSource(plan.time()))
 *     .meaning("Repeats calls to the store that failed.")
 *     .option(Option.of("max_retries", Kind.INT, RetryBuilder::maxRetries)
 *         .byDefault("3").atLeast(0).meaning("how often a call is repeated after its first attempt"))
 *     .check(RetryBuilder::build)
 *     .then((draft, plan) -> plan.storePolicy(PolicyPlace.RETRY, draft.build()));
 * }</pre>
 *
 * <p>Its options are set on a <em>draft</em>, most often a builder, one by one: what a setter refuses with a
 * {@link io.cachex.ConfigurationException} is reported at the option's position, and what the check or the last step refuses
 * at the section's.
 *
 * @param <D> the draft
 * @param <P> what the section is applied to: a {@link CachePlan} or, for the whole process, a {@link Plan}
 */
public final class Section<D, P extends Plan> {

    /** The section that all of one cache stands below: {@code cache} for all caches, {@code caches.NAME} for one. */
    public static final String CACHE = "cache";

    private final SectionBuilder<D, P> parts;
    private final BiFunction<D, P, @Nullable Consumer<D>> last;

    Section(SectionBuilder<D, P> parts, BiFunction<D, P, @Nullable Consumer<D>> last) {
        this.parts = parts.copy();
        this.last = last;
    }

    /**
     * Begins a section of one cache. The document has it as {@code cache.PATH} for all its caches, and as
     * {@code caches.NAME.PATH} for one of them, which wins option by option.
     *
     * @param path names in snake_case with dots between them; empty for the options of {@code cache} itself
     * @param draft what the options are set on, made anew each time; must not do anything that lasts
     */
    public static <D> SectionBuilder<D, CachePlan> ofCache(String path, Function<CachePlan, D> draft) {
        return new SectionBuilder<>(path.isEmpty() ? CACHE : CACHE + "." + path, true, draft);
    }

    /**
     * Begins a section of the whole process, such as {@code redis}. It is applied once, when the document is opened.
     *
     * @param path names in snake_case with dots between them; not {@code cache} and not below it
     * @param draft as with {@link #ofCache}
     */
    public static <D> SectionBuilder<D, Plan> ofProcess(String path, Function<Plan, D> draft) {
        return new SectionBuilder<>(path, false, draft);
    }

    /** Where it stands in a document: {@code cache.retry}, {@code redis}. */
    public String path() {
        return parts.path;
    }

    /** Whether it is a section of each cache, and not of the process. */
    public boolean isOfCache() {
        return parts.isOfCache;
    }

    /** What it is for: a sentence or two, in Markdown. */
    public String meaning() {
        return parts.meaning;
    }

    /** Its options in the order in which they are documented and set. */
    public List<Option<D, ?>> options() {
        return parts.options;
    }

    /** The paths of the sections that are applied before it, where there are such. */
    public Set<String> after() {
        return parts.after;
    }

    /** Whether it is applied although the document does not have it. */
    public boolean isAlways() {
        return parts.isAlways;
    }

    /** Whether some of its options can be changed at run time. */
    public boolean isChangeable() {
        return parts.options.stream().anyMatch(Option::isChangeable);
    }

    /** A draft with nothing set. */
    public D draft(P plan) {
        return parts.draft.apply(plan);
    }

    /**
     * Refuses options that contradict each other; does nothing else.
     *
     * @throws io.cachex.ConfigurationException if they do
     */
    public void check(D draft) {
        parts.check.accept(draft);
    }

    /**
     * Makes what the section is for.
     *
     * @return what applies a later draft to what was made, if options of it can be changed at run time
     * @throws io.cachex.ConfigurationException if the options contradict each other
     */
    public Optional<Consumer<D>> apply(D draft, P plan) {
        return Optional.ofNullable(last.apply(draft, plan));
    }

    /** Adds to a cache what a section of the process means for it. */
    public void applyToCache(CachePlan plan) {
        parts.eachCache.accept(Rules.notNull("plan", plan));
    }

    @Override
    public String toString() {
        return "section(" + path() + ")";
    }
}
