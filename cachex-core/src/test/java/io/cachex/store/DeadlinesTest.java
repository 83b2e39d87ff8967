package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 500, Long.MIN_VALUE, -500})
    void theFirstIsTheFirstWhateverIsAddedAndRemoved(long start) {
        Random random = new Random(start);
        Deadlines deadlines = new Deadlines();
        List<Entry> model = new ArrayList<>();
        Comparator<Entry> byTime = Comparator.comparingLong(entry -> entry.deadline - start);

        for (int step = 0; step < 5_000; step++) {
            if (model.isEmpty() || random.nextInt(5) < (step < 2_500 ? 3 : 2)) {
                Entry entry = Entry.counter("key", 1, start + random.nextInt(1_000), 0);
                deadlines.add(entry);
                model.add(entry);
            } else {
                Entry entry = random.nextBoolean() ? deadlines.first() : model.get(random.nextInt(model.size()));
                deadlines.remove(entry);
                model.remove(entry);
            }

            assertThat(deadlines.size()).isEqualTo(model.size());
            long first = model.stream().min(byTime).map(entry -> entry.deadline).orElse(0L);
            assertThat(deadlines.first() == null ? 0 : deadlines.first().deadline)
                    .isEqualTo(first);
        }
        model.sort(byTime);
        for (Entry entry : model) {
            assertThat(deadlines.first().deadline).isEqualTo(entry.deadline);
            deadlines.remove(deadlines.first());
        }
        assertThat(deadlines.first()).isNull();
    }
}
