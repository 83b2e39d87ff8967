package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.config.Reload.Change;
import io.cachex.profile.Option;
import io.cachex.profile.Plan;
import io.cachex.profile.Section;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What was made of a section and runs, with the settings that it has now. Guarded by the lock of {@link Profiles}. */
final class Live<D, P extends Plan> {

    static final String THERE = "there";
    static final String NOT_THERE = "not there";

    private final Section<D, P> section;
    private final Optional<String> cache;
    private final Supplier<P> scratch;
    private final @Nullable Consumer<D> change;
    private Binding<D, P> current;

    /** @param scratch a plan for drafts */
    Live(Binding<D, P> current, Optional<String> cache, Supplier<P> scratch, Optional<Consumer<D>> change) {
        this.section = current.section();
        this.current = current;
        this.cache = cache;
        this.scratch = scratch;
        this.change = change.orElse(null);
    }

    /**
     * Gets ready for another document; changes nothing yet.
     *
     * @param changed is told what will change
     * @param kept is told what will not
     * @return does it
     * @throws ConfigurationException if what the document says cannot go together with what stays
     */
    Runnable prepare(Document document, List<Change> changed, List<Change> kept) {
        Optional<Binding<D, P>> now =
                cache.map(name -> document.binding(section, name)).orElseGet(() -> document.binding(section));
        if (now.isEmpty()) {
            kept.add(new Change(current.path(), THERE, NOT_THERE));
            return () -> {};
        }
        Binding<D, P> wanted = now.get();
        boolean isChange = false;
        for (Option<D, ?> option : section.options()) {
            if (!current.isSame(option, wanted)) {
                boolean isTaken = option.isChangeable() && change != null;
                isChange |= isTaken;
                (isTaken ? changed : kept)
                        .add(new Change(wanted.pathOf(option), current.shown(option), wanted.shown(option)));
            }
        }
        return isChange ? ready(current.changedTo(wanted)) : () -> {};
    }

    private Runnable ready(Binding<D, P> next) {
        D draft = next.draft(scratch.get());
        Consumer<D> applying = change;
        return () -> {
            if (applying != null) {
                next.change(draft, applying);
                current = next;
            }
        };
    }

    boolean isOf(Section<?, ?> other) {
        return section == other;
    }
}
