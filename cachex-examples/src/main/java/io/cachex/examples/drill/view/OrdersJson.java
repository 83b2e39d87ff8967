package io.cachex.examples.drill.view;

import io.cachex.examples.drill.data.JsonObject;
import io.cachex.examples.drill.orders.OrdersOutcome;
import io.cachex.examples.drill.orders.OrdersSchedule;
import io.cachex.examples.drill.orders.Trouble;
import java.io.PrintWriter;
import java.util.List;

/** For programs: one JSON object on a line for each phase of the third act, then one for the whole. */
final class OrdersJson implements OrdersView {

    private final PrintWriter out;
    private final OrdersSchedule schedule;

    OrdersJson(PrintWriter out, OrdersSchedule schedule) {
        this.out = out;
        this.schedule = schedule;
    }

    @Override
    public void begin() {
        // the first object comes after the first phase
    }

    @Override
    public void begins(Trouble trouble) {
        // it comes with its figures
    }

    @Override
    public void ended(Trouble trouble, List<OrdersOutcome> soFar) {
        print(new JsonObject()
                .put("type", "ordersPhase")
                .put("phase", trouble.toString())
                .put("contenders", soFar.stream().map(OrdersJson::counts).toList()));
    }

    @Override
    public void end(List<OrdersOutcome> outcomes, Verdict verdict) {
        print(new JsonObject()
                .put("type", "ordersSummary")
                .put("seconds", schedule.seconds())
                .put("rate", schedule.rate())
                .put("passed", verdict.passed())
                .put("verdict", String.join(" ", verdict.sentences()))
                .put("contenders", outcomes.stream().map(OrdersJson::counts).toList()));
    }

    private static JsonObject counts(OrdersOutcome outcome) {
        return new JsonObject()
                .put("name", outcome.contender().toString())
                .put("accepted", outcome.accepted())
                .put("written", outcome.written())
                .put("parked", outcome.parked())
                .put("missing", outcome.lost())
                .put("twice", outcome.twice())
                .put("disordered", outcome.disordered());
    }

    private void print(JsonObject object) {
        out.println(object);
        out.flush();
    }
}
