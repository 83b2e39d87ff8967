package io.cachex.examples.drill.orders;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of the orders that a contender accepted.
 *
 * @param contender whose
 * @param accepted changes that it said it had
 * @param written those of them that are in the database
 * @param parked those that it gave up and can name
 * @param lost those that are in neither
 * @param twice rows of a change that was there already
 * @param disordered rows that came after a later change of their order
 * @param refused how many of the accepted ones the database refuses for ever
 * @param ended whether it came to an end
 */
public record OrdersOutcome(
        Contender contender,
        int accepted,
        int written,
        int parked,
        int lost,
        int twice,
        int disordered,
        int refused,
        boolean ended) {

    static OrdersOutcome of(Contender contender, List<Long> accepted, List<Long> parked, List<Row> log, boolean ended) {
        Set<Long> written = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        int twice = 0;
        int disordered = 0;
        for (Row row : log) {
            if (!written.add(row.number())) {
                twice++; // after a crash, those that the journal did not yet know to be written
            } else if (last.merge(row.orderId(), row.number(), Math::max) != row.number()) {
                disordered++;
            }
        }
        Set<Long> kept = new HashSet<>(parked);
        List<Long> lost = new ArrayList<>();
        int found = 0;
        int named = 0;
        int refused = 0;
        for (long number : accepted) {
            refused += Order.of(number).amount() < 0 ? 1 : 0;
            if (written.contains(number)) {
                found++;
            } else if (kept.contains(number)) {
                named++;
            } else {
                lost.add(number);
            }
        }
        return new OrdersOutcome(
                contender, accepted.size(), found, named, lost.size(), twice, disordered, refused, ended);
    }

    /** Whether nothing was lost, the order was kept, and only what the database refuses was given up. */
    public boolean isKept() {
        return ended && accepted > 0 && lost == 0 && disordered == 0 && parked == refused;
    }
}
