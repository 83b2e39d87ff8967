package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.profile.Option;
import io.cachex.profile.Plan;
import io.cachex.profile.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A section with its settings: for the process, for all caches, or for one. Immutable.
 *
 * @param path where the document has it
 * @param at the same, with the position
 * @param values by the names of the options, in the order of the section's
 */
record Binding<D, P extends Plan>(Section<D, P> section, String path, Position at, Map<String, Resolved> values) {

    /**
     * A draft with all that is set, found to be without contradictions.
     *
     * @throws ConfigurationException with the position of the option or of the section
     */
    D draft(P plan) {
        D draft = located(() -> section.draft(plan));
        for (Option<D, ?> option : section.options()) {
            Resolved value = values.get(option.name());
            if (value != null) {
                value.set(option, draft);
            }
        }
        located(() -> {
            section.check(draft);
            return true;
        });
        return draft;
    }

    /** Makes what the section is for; gives what applies a later draft. */
    Optional<Consumer<D>> apply(P plan) {
        D draft = draft(plan);
        return located(() -> section.apply(draft, plan));
    }

    /** Hands a later draft to what was made. */
    void change(D draft, Consumer<D> change) {
        located(() -> {
            change.accept(draft);
            return true;
        });
    }

    /** The same section with those of another's values that can be changed now. */
    Binding<D, P> changedTo(Binding<D, P> other) {
        Map<String, Resolved> mixed = new LinkedHashMap<>();
        for (Option<D, ?> option : section.options()) {
            Resolved value = (option.isChangeable() ? other : this).values.get(option.name());
            if (value != null) {
                mixed.put(option.name(), value);
            }
        }
        return new Binding<>(section, other.path, other.at, mixed);
    }

    /** Where the option is set, or could be. */
    String pathOf(Option<D, ?> option) {
        Resolved value = values.get(option.name());
        return value == null ? path + "." + option.name() : value.setting().path();
    }

    /** What holds, for people. */
    String shown(Option<D, ?> option) {
        Resolved value = values.get(option.name());
        return value == null ? option.standardInWords() + " (default)" : String.valueOf(value.shown());
    }

    /** Whether an option has the same value in both. */
    boolean isSame(Option<D, ?> option, Binding<D, P> other) {
        return written(option).equals(other.written(option));
    }

    private Optional<Object> written(Option<D, ?> option) {
        return Optional.ofNullable(values.get(option.name())).map(Resolved::written);
    }

    /** All parts of the values that must not be seen. */
    private List<String> secrets() {
        return values.values().stream()
                .flatMap(value -> value.secrets().stream())
                .toList();
    }

    private <R> R located(Supplier<R> step) {
        try {
            return step.get();
        } catch (ConfigurationException e) {
            List<String> secrets = secrets();
            String message = Secrets.masked(Refusals.words(e), secrets);
            throw at.refusal(path + ": " + message, secrets.isEmpty() ? e : null);
        }
    }
}
