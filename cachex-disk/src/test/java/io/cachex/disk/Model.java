package io.cachex.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a journal should hold after some steps. */
final class Model {

    /** One call of a journal, which makes one record. */
    interface Step {
        CompletionStage<Void> on(Journal journal);

        void on(Model model);
    }

    final Map<String, JournalEntry> writes = new LinkedHashMap<>();
    final Map<String, DeadEntry> letters = new LinkedHashMap<>();

    static Model after(List<Step> steps) {
        Model model = new Model();
        steps.forEach(step -> step.on(model));
        return model;
    }

    static Step append(JournalEntry entry) {
        return step(journal -> journal.append(entry), model -> {
            model.letters.remove(entry.id());
            model.writes.remove(entry.id());
            model.writes.put(entry.id(), entry);
        });
    }

    static Step done(List<String> ids) {
        return step(journal -> journal.done(ids), model -> model.writes.keySet().removeAll(ids));
    }

    static Step park(DeadEntry letter) {
        String id = letter.entry().id();
        return step(journal -> journal.park(letter), model -> {
            model.writes.remove(id);
            model.letters.remove(id);
            model.letters.put(id, letter);
        });
    }

    static Step discard(List<String> ids) {
        return step(
                journal -> journal.discard(ids), model -> model.letters.keySet().removeAll(ids));
    }

    private static Step step(Function<Journal, CompletionStage<Void>> onJournal, Consumer<Model> onModel) {
        return new Step() {
            @Override
            public CompletionStage<Void> on(Journal journal) {
                return onJournal.apply(journal);
            }

            @Override
            public void on(Model model) {
                onModel.accept(model);
            }
        };
    }

    void assertIs(Contents contents, String when) {
        assertThat(contents.writes()).as("writes, " + when).isEqualTo(new ArrayList<>(writes.values()));
        assertThat(contents.letters()).as("letters, " + when).isEqualTo(new ArrayList<>(letters.values()));
    }
}
