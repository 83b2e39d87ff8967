package io.cachex.examples.drill.replay;

import io.cachex.examples.drill.contender.Contender;
import io.cachex.examples.drill.data.Trace;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends the requests of a trace to every cache when they are due, never waiting for an answer. Latency counts from the
 * moment a request was due, so a cache that falls behind cannot hide it by being asked less.
 */
public final class Replay implements AutoCloseable {

    private final Timetable timetable;
    private final Trace trace;
    private final Consumer<Phase> onPhase;
    private final List<Lane> lanes;
    private final Map<String, Figures> lastTotals = new HashMap<>(); // the reading thread's
    private final ScheduledExecutorService pacer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "pacer"));
    private final ScheduledExecutorService reader =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "reader"));
    private final CompletableFuture<Void> allSent = new CompletableFuture<>();

    // The pacer's alone.
    private long startNanos;
    private long sent;
    private boolean started;
    private Phase phase = Phase.NORMAL;

    private volatile long worstDelayNanos;

    /** A replay to {@code contenders}; {@code onPhase} is told of each phase before its first request is sent. */
    public Replay(Timetable timetable, Trace trace, List<? extends Contender> contenders, Consumer<Phase> onPhase) {
        this.timetable = timetable;
        this.trace = trace;
        this.onPhase = onPhase;
        this.lanes = contenders.stream()
                .map(contender -> new Lane(contender, timetable.rate()))
                .toList();
    }

    /**
     * Runs the whole timetable and returns how it ended, when every request has an outcome. May be called once.
     *
     * @param everySecond is given a reading after each second but the last, on a thread of its own
     */
    public Reading run(Consumer<Reading> everySecond) throws InterruptedException, ExecutionException {
        startNanos = System.nanoTime();
        repeat(pacer, 1, this::sendDue);
        repeat(reader, 1_000, () -> everySecond.accept(read()));
        allSent.get();
        reader.shutdown();
        reader.awaitTermination(1, TimeUnit.SECONDS);
        for (Lane lane : lanes) {
            lane.finish();
        }
        return read(timetable.seconds());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what the future would tell ends the replay
    private void repeat(ScheduledExecutorService executor, long millis, Runnable step) {
        executor.scheduleAtFixedRate(
                () -> {
                    try {
                        step.run();
                    } catch (Throwable e) { // else it would be dropped in silence, and run() wait for ever
                        allSent.completeExceptionally(e);
                        throw e;
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    private void sendDue() {
        while (sent < timetable.requests() && sinceStart() >= timetable.dueNanos(sent)) {
            enterPhaseOf(sent);
            long due = timetable.dueNanos(sent);
            worstDelayNanos = Math.max(worstDelayNanos, sinceStart() - due);
            String key = trace.keyAt(sent);
            for (Lane lane : lanes) {
                lane.submit(key, phase, startNanos + due);
            }
            sent++;
        }
        if (sent == timetable.requests()) {
            pacer.shutdown();
            allSent.complete(null);
        }
    }

    private void enterPhaseOf(long request) {
        Phase due = timetable.phaseOf(request);
        if (started && due == phase) {
            return;
        }
        started = true;
        phase = due;
        onPhase.accept(due);
        lanes.forEach(lane -> lane.enter(due));
    }

    private long sinceStart() {
        return System.nanoTime() - startNanos;
    }

    private Reading read() {
        return read((int) TimeUnit.NANOSECONDS.toSeconds(sinceStart()));
    }

    private Reading read(int second) {
        return new Reading(
                second,
                timetable.phaseAt(second - 1),
                lanes.stream().map(this::read).toList(),
                worstDelayNanos);
    }

    private Reading.OfLane read(Lane lane) {
        Map<Phase, Figures> phases = new EnumMap<>(Phase.class);
        for (Phase each : Phase.values()) {
            phases.put(each, lane.figures(each));
        }
        Figures total = phases.values().stream().reduce(Figures.NONE, Figures::plus);
        Figures last = lastTotals.put(lane.name(), total);
        return new Reading.OfLane(
                lane.name(), total.since(last == null ? Figures.NONE : last), phases, lane.firstWarmError());
    }

    @Override
    public void close() {
        pacer.shutdownNow();
        reader.shutdownNow();
        lanes.forEach(Lane::close);
    }
}
