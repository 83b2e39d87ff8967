package io.cachex.config;

import io.cachex.CacheBuilder;
import io.cachex.ConfigurationException;
import io.cachex.config.Reload.Change;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Plan;
import io.cachex.profile.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What was made of a document: the parts of the process, and the builders of caches. Guarded by the lock of {@link Profiles}. */
final class Running {

    private final Setup setup;
    private final Shared process;
    private final List<Scope> scopes = new ArrayList<>();
    private Document document;
    private List<Change> kept = List.of(); // what the document says and does not run

    private Running(Setup setup, Shared process, Document document) {
        this.setup = setup;
        this.process = process;
        this.document = document;
    }

    /** Reads the document and makes the parts of the process; if one fails, those that are there are closed. */
    static Running open(Setup setup, String text) {
        Shared process = new Shared(setup.time(), setup.parts());
        Running running = new Running(setup, process, setup.read(text, process));
        try {
            running.openProcess();
            return running;
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    Document document() {
        return document;
    }

    /** What holds, with what of it does not run. */
    String describe() {
        return new Description(setup.model(), document).text(kept);
    }

    Shared process() {
        return process;
    }

    /** Sets what the document says for this cache on its builder. */
    void apply(String cache, CacheBuilder<?> builder) {
        OneCache plan = new OneCache(process, cache, builder);
        try {
            apply(cache, plan);
        } catch (RuntimeException e) {
            plan.close();
            throw e;
        }
    }

    private void apply(String cache, OneCache plan) {
        Scope scope = new Scope(Optional.of(cache), new ArrayList<>());
        for (Section<?, ?> section : setup.model().sections()) {
            if (!section.isOfCache() && isApplied(section)) {
                section.applyToCache(plan);
            }
        }
        Supplier<Plan> scratch = () -> new OneCache(process.scratch(), cache, Document.scratch(cache));
        open(scope, plan, scratch);
        plan.end();
        scopes.add(scope);
    }

    /**
     * Changes what can be changed to what the text says.
     *
     * @throws ConfigurationException if it cannot be read, or does not go with what stays; nothing is changed then
     */
    Reload reload(String text) {
        Document next = setup.read(text, process);
        Set<Change> changed = new LinkedHashSet<>();
        Set<Change> kept = new LinkedHashSet<>();
        Map<Runnable, List<Change>> steps = new LinkedHashMap<>();
        for (Scope scope : scopes) {
            scope.prepare(next, setup.model(), steps, kept);
        }
        document = next;
        steps.forEach((step, changes) -> {
            try {
                step.run();
                changed.addAll(changes);
            } catch (ConfigurationException e) {
                changes.forEach(change -> kept.add(refused(change, e)));
            }
        });
        this.kept = List.copyOf(kept);
        return new Reload(List.copyOf(changed), this.kept);
    }

    private static Change refused(Change change, ConfigurationException e) {
        return new Change(change.path(), change.before(), change.after() + ", refused: " + e.getMessage());
    }

    private void openProcess() {
        Scope scope = new Scope(Optional.empty(), new ArrayList<>());
        scopes.add(scope);
        open(scope, process, process::scratch);
    }

    private boolean isApplied(Section<?, ?> section) {
        return scopes.get(0).lives().stream().anyMatch(live -> live.isOf(section));
    }

    private void open(Scope scope, Plan plan, Supplier<Plan> scratch) {
        for (Section<?, ?> section : setup.model().sections()) {
            if (section.isOfCache() == plan instanceof CachePlan) {
                open(section, scope, plan, scratch);
            }
        }
    }

    @SuppressWarnings("unchecked") // the plan is of the section's type: that of a cache, or of the process
    private <D, P extends Plan> void open(Section<D, P> section, Scope scope, Plan plan, Supplier<Plan> scratch) {
        scope.binding(document, section)
                .ifPresent(binding -> scope.lives()
                        .add(new Live<>(binding, scope.cache(), (Supplier<P>) scratch, binding.apply((P) plan))));
    }

    private static Change added(Binding<?, ?> section) {
        return new Change(section.path(), Live.NOT_THERE, Live.THERE);
    }

    /** What was made for a cache, or for the process. */
    private record Scope(Optional<String> cache, List<Live<?, ?>> lives) {

        <D, P extends Plan> Optional<Binding<D, P>> binding(Document document, Section<D, P> section) {
            return cache.map(name -> document.binding(section, name)).orElseGet(() -> document.binding(section));
        }

        void prepare(Document next, Model model, Map<Runnable, List<Change>> steps, Set<Change> kept) {
            List<Change> keptHere = new ArrayList<>();
            for (Live<?, ?> live : lives) {
                List<Change> changed = new ArrayList<>();
                Runnable step = live.prepare(next, changed, keptHere);
                if (!changed.isEmpty()) {
                    steps.put(step, changed);
                }
            }
            kept.addAll(keptHere);
            for (Section<?, ?> section : model.sections()) {
                if (section.isOfCache() == cache.isPresent() && lives.stream().noneMatch(live -> live.isOf(section))) {
                    binding(next, section).ifPresent(added -> kept.add(added(added)));
                }
            }
        }
    }
}
