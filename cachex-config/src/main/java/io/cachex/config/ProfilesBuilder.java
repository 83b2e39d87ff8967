package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.Rules;
import io.cachex.profile.SectionProvider;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a document is read: one method per option, then {@link #open()}. Not for several threads. */
public final class ProfilesBuilder {

    private static final Duration LONGEST_POLL = Duration.ofDays(1);

    private final Input input;
    private @Nullable String profile;
    private Map<String, String> environment = Map.of();
    private boolean hasEnvironment;
    private final Set<String> ignored = new LinkedHashSet<>();
    private int maximumBytes = 1 << 20;
    private TimeSource time = TimeSource.system();
    private final Map<Class<?>, Object> parts = new LinkedHashMap<>();
    private Duration poll = Duration.ZERO;
    private @Nullable Iterable<SectionProvider> providers;

    ProfilesBuilder(Input input) {
        this.input = input;
    }

    /** Which of the document's profiles holds (the one that {@code CACHEX_PROFILE} names, else {@code default} if there is one). */
    public ProfilesBuilder profile(String name) {
        profile = Rules.name("profile", name);
        return this;
    }

    /** The variables for {@code ${NAME}} and for overrides (those of this process, as they are when it is opened). */
    public ProfilesBuilder environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        hasEnvironment = true;
        return this;
    }

    /** Lets there be a variable that begins with {@code CACHEX_} and is no option, being of use elsewhere (none). */
    public ProfilesBuilder ignoreVariable(String name) {
        ignored.add(Rules.notNull("ignoreVariable", name));
        return this;
    }

    /** The longest document (1 MiB), in bytes; from 1 to 64 MiB. */
    public ProfilesBuilder maximumBytes(int bytes) {
        maximumBytes = Rules.between("maximumBytes", bytes, 1, 64 << 20);
        return this;
    }

    /** The clock, of the caches as well ({@link TimeSource#system()}). For tests. */
    public ProfilesBuilder timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /**
     * Gives a part to the sections (none), in place of one that they would make: {@code part(Redis.class, redis)}. It is not
     * closed with the document.
     */
    public <S> ProfilesBuilder part(Class<S> type, S part) {
        parts.put(Rules.notNull("type", type), Rules.notNull("part", part));
        return this;
    }

    /** Reads the file again when it has changed (not): {@link #watch(Duration)} with 5 s. */
    public ProfilesBuilder watch() {
        return watch(Duration.ofSeconds(5));
    }

    /**
     * Reads the file again when it has changed (not): soon after the file system tells so, and where it does not, as on network
     * drives, when the file is looked at. What can be changed at run time is changed. A file that is not right is warned about
     * once, and the running settings stay; so do settings that cannot be changed.
     *
     * @param every how often the file is looked at, from 100 ms to 1 day
     */
    public ProfilesBuilder watch(Duration every) {
        Rules.between("watch", every, Duration.ofMillis(100), LONGEST_POLL, "from 100 ms to 1 day");
        Rules.require(input.file() != null, "watch", input.name(), "left out where there is no file");
        poll = every;
        return this;
    }

    /** The sections of the document (those of the modules on the class path). */
    ProfilesBuilder providers(SectionProvider... sections) {
        providers = List.of(sections);
        return this;
    }

    /**
     * Reads the document and makes what its caches share. Waits for nothing behind it: Redis may be down.
     *
     * @throws ConfigurationException if the document cannot be read or is not right
     */
    public Profiles open() {
        Map<String, String> variables = hasEnvironment ? environment : Map.copyOf(System.getenv());
        Model model = providers == null ? Model.found() : Model.of(providers);
        Optional<String> chosen = Optional.ofNullable(profile)
                .or(() ->
                        Optional.ofNullable(variables.get(Environment.PROFILE)).filter(name -> !name.isEmpty()));
        return new Profiles(new Setup(
                model, input, chosen, variables, Set.copyOf(ignored), maximumBytes, time, Map.copyOf(parts), poll));
    }
}
