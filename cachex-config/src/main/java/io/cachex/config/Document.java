package io.cachex.config;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.ConfigurationException;
import io.cachex.codec.BytesCodec;
import io.cachex.profile.Option;
import io.cachex.profile.Plan;
import io.cachex.profile.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What holds: a document with its profile chosen and the environment over it. Immutable; reading one does nothing else. */
final class Document {

    /** A name for a cache that the document's defaults are tried on. */
    static final String NO_CACHE = "cache";

    private final String source;
    private final Optional<String> profile;
    private final Layer layer;
    private final Map<String, String> environment;

    private Document(String source, Optional<String> profile, Layer layer, Map<String, String> environment) {
        this.source = source;
        this.profile = profile;
        this.layer = layer;
        this.environment = environment;
    }

    /**
     * Reads a document; {@link #check} tries it on drafts.
     *
     * @param text the YAML
     * @throws ConfigurationException if it is not what the model allows
     */
    static Document read(String source, String text, Setup setup) {
        Selection selection = Selection.of(source, setup.model(), YamlReader.read(source, text));
        Optional<String> profile = selection.chosen(setup.profile());
        Layer layer = selection.layer(profile);
        Layer over = new Environment(setup.model(), setup.ignoredVariables()).over(layer, setup.environment());
        return new Document(source, profile, layer.with(over), setup.environment());
    }

    String source() {
        return source;
    }

    Optional<String> profile() {
        return profile;
    }

    /** The caches that have names. */
    Set<String> caches() {
        return layer.caches;
    }

    /** The part of the document for a section of the process; empty if it has none. */
    <D, P extends Plan> Optional<Binding<D, P>> binding(Section<D, P> section) {
        return binding(section, section.path(), Optional.empty());
    }

    /** The part of the document for a section of a cache, by whatever name; empty if it has none. */
    <D, P extends Plan> Optional<Binding<D, P>> binding(Section<D, P> section, String cache) {
        String below = section.path().substring(Section.CACHE.length());
        return binding(section, section.path(), Optional.of(Model.CACHES + "." + cache + below));
    }

    /** The settings of the document and the environment, by their paths. */
    Map<String, Setting> settings() {
        return layer.settings;
    }

    /** Whether the document has the section that is at this path, caches by their names. */
    boolean has(String path) {
        return layer.sections.containsKey(path);
    }

    /**
     * What a builder found when it was to build, where the document says it: its message begins with the option's name.
     *
     * @return the same if the document says nothing of it
     */
    ConfigurationException located(String cache, ConfigurationException refusal) {
        String option = Refusals.words(refusal).split("[ .]", 2)[0].replaceAll("([A-Z])", "_$1");
        for (String above : List.of(Model.CACHES + "." + cache, Section.CACHE)) {
            String path = above + "." + option.toLowerCase(Locale.ROOT);
            Setting setting = layer.settings.get(path);
            Position at = setting == null ? layer.sections.get(path) : setting.at();
            if (at != null && refusal.line() == 0) {
                return at.refuse(path, Refusals.words(refusal));
            }
        }
        return refusal;
    }

    /** The setting with its references resolved. */
    Resolved resolved(Setting setting) {
        return Resolved.of(setting, environment);
    }

    private <D, P extends Plan> Optional<Binding<D, P>> binding(
            Section<D, P> section, String general, Optional<String> own) {
        Map<String, Resolved> values = new LinkedHashMap<>();
        for (Option<D, ?> option : section.options()) {
            own.map(path -> layer.settings.get(path + "." + option.name()))
                    .or(() -> Optional.ofNullable(layer.settings.get(general + "." + option.name())))
                    .ifPresent(setting -> values.put(option.name(), resolved(setting)));
        }
        Optional<Position> at = own.map(layer.sections::get).or(() -> Optional.ofNullable(layer.sections.get(general)));
        if (at.isEmpty() && values.isEmpty() && !section.isAlways()) {
            return Optional.empty();
        }
        String path = own.filter(layer.sections::containsKey).orElse(general);
        return Optional.of(new Binding<>(section, path, at.orElse(Position.of(source)), values));
    }

    /** A builder that is told options only. */
    static CacheBuilder<?> scratch(String cache) {
        return Cache.builder(cache, BytesCodec.of());
    }

    /** Refuses what a builder or a section would, before anything is made. */
    void check(Setup setup, Plan plan) {
        for (Section<?, ?> section : setup.model().sections()) {
            if (section.isOfCache()) {
                checkOfCaches(section, plan);
            } else {
                check(section, plan, Optional.empty());
            }
        }
    }

    private void checkOfCaches(Section<?, ?> section, Plan plan) {
        check(section, new OneCache(plan, NO_CACHE, scratch(NO_CACHE)), Optional.empty());
        String below = section.path().substring(Section.CACHE.length());
        for (String cache : layer.caches) {
            if (differs(section, Model.CACHES + "." + cache + below)) {
                check(section, new OneCache(plan, cache, scratch(cache)), Optional.of(cache));
            }
        }
    }

    /** Whether a cache has anything of its own in this section; what it shares with all is checked once. */
    private boolean differs(Section<?, ?> section, String path) {
        return section.options().stream().anyMatch(option -> layer.settings.containsKey(path + "." + option.name()));
    }

    @SuppressWarnings("unchecked") // a section of caches takes a plan of a cache
    private <D, P extends Plan> void check(Section<D, P> section, Plan plan, Optional<String> cache) {
        Optional<Binding<D, P>> binding =
                cache.map(name -> binding(section, name)).orElseGet(() -> binding(section));
        binding.ifPresent(bound -> bound.draft((P) plan));
    }
}
