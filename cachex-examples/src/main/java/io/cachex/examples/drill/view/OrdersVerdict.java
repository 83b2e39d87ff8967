package io.cachex.examples.drill.view;

import io.cachex.examples.drill.orders.Contender;
import io.cachex.examples.drill.orders.OrdersOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges the third act. */
public final class OrdersVerdict {

    private OrdersVerdict() {}

    /** Passed if of what CacheX accepted nothing was lost, each order's changes came in order, and only refused ones are parked. */
    public static Verdict of(List<OrdersOutcome> outcomes) {
        List<String> sentences = new ArrayList<>();
        boolean passed = true;
        for (OrdersOutcome outcome : outcomes) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "%s: %,d accepted = %,d written + %,d parked + %,d lost; order %s.",
                    outcome.contender(),
                    outcome.accepted(),
                    outcome.written(),
                    outcome.parked(),
                    outcome.lost(),
                    outcome.disordered() == 0 ? "kept" : "broken " + outcome.disordered() + " times"));
            if (outcome.contender() == Contender.CACHEX) {
                sentences.add(String.format(
                        Locale.ROOT,
                        "  Of them the database refuses %,d for ever; %,d rows were written twice.",
                        outcome.refused(),
                        outcome.twice()));
                passed = outcome.isKept();
            }
        }
        return new Verdict(passed, List.copyOf(sentences));
    }
}
