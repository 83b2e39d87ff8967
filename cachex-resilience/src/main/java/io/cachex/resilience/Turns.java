package io.cachex.resilience;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which worker makes what next: at most so many batches at once, the target that has waited longest first. No worker
 * waits for anything: when there is nothing to make it ends, and when there is something {@link #wake} starts one.
 *
 * <p>Its lock is taken inside a stripe's, never around one.
 */
final class Turns {

    /** After which an executor that took no worker is asked again. */
    private static final Duration NO_THREAD = Duration.ofSeconds(1);

    private final QueueRules rules;
    private final TimeSource time;
    private final Backoff backoff;
    private final BooleanSupplier starter;
    private final Map<Target, Course> courses = new HashMap<>(); // guarded by this
    private final Deque<Course> queue = new ArrayDeque<>(); // guarded by this: those that may fly
    private boolean isHurried; // guarded by this
    private TimeSource.@Nullable Scheduled retry; // guarded by this

    /** Batches under way and workers that look for one. Written under the lock of this. */
    private volatile int busy;

    private volatile boolean isStopped; // written under the lock of this

    /** @param starter starts a worker, or says that there is no thread for it */
    Turns(QueueRules rules, TimeSource time, Backoff backoff, BooleanSupplier starter) {
        this.rules = rules;
        this.time = time;
        this.backoff = backoff;
        this.starter = starter;
    }

    /** A line waits for a worker. {@link #wake} follows, with no stripe locked. */
    synchronized void add(KeyLine line, Target target) {
        Course course = courses.computeIfAbsent(target, Course::new);
        course.ready.addLast(line);
        if (rules.delay.isZero() || isHurried || course.ready.size() >= rules.batch) {
            course.endGathering();
        } else if (course.ready.size() == 1) {
            course.isGathering = true;
            course.gathering = time.schedule(rules.delay, () -> gathered(course));
        }
        enqueue(course);
    }

    /** Starts as many workers as there is work for. The executor is the cache's: no lock is held. */
    void wake() {
        while (busy < rules.workers && takesWorker()) {
            if (!starter.getAsBoolean()) {
                noThread();
                return;
            }
        }
    }

    /** A worker's thread is gone with its place. */
    synchronized void workerEnded() {
        busy--;
    }

    /** What to make next; null if there is nothing, and then the worker ends. */
    synchronized @Nullable Batch next() {
        Course course = isStopped ? null : queue.pollFirst();
        if (course == null) {
            busy--;
            return null;
        }
        course.isQueued = false;
        boolean isTrial = course.gate == Course.Gate.DUE;
        if (isTrial) {
            course.gate = Course.Gate.TRYING;
        }
        List<KeyLine> lines = new ArrayList<>(Math.min(rules.batch, course.ready.size()));
        while (lines.size() < rules.batch && !course.ready.isEmpty()) {
            lines.add(course.ready.removeFirst());
        }
        course.flying++;
        enqueue(course);
        return new Batch(course, lines, isTrial);
    }

    /** Its sink was asked nothing, for all its lines had changed meanwhile. */
    synchronized void unused(Batch batch) {
        Course course = batch.course();
        course.flying--;
        if (batch.isTrial()) {
            course.gate = Course.Gate.DUE;
        }
        enqueue(course);
    }

    synchronized void ended(Batch batch, boolean isAway) {
        Course course = batch.course();
        course.flying--;
        if (isAway && (batch.isTrial() || course.gate == Course.Gate.OPEN)) {
            course.gate = Course.Gate.CLOSED;
            course.failures++;
            if (!isStopped) {
                course.reopening = time.schedule(backoff.after(course.failures), () -> reopen(course));
            }
        } else if (!isAway && batch.isTrial()) {
            course.gate = Course.Gate.OPEN;
            course.failures = 0;
        }
        enqueue(course);
    }

    /** Whether a target did not answer lately. */
    synchronized boolean isAway(Target target) {
        Course course = courses.get(target);
        return course != null && course.gate != Course.Gate.OPEN;
    }

    /** Waits for no more writes before a batch. */
    synchronized void hurry() {
        isHurried = true;
        courses.values().forEach(course -> {
            course.endGathering();
            enqueue(course);
        });
    }

    /** No worker finds anything any more. */
    synchronized void stop() {
        isStopped = true;
        courses.values().forEach(Course::cancelTimers);
        if (retry != null) {
            retry.cancel();
        }
    }

    private void gathered(Course course) {
        synchronized (this) {
            course.isGathering = false;
            enqueue(course);
        }
        wake();
    }

    private void reopen(Course course) {
        synchronized (this) {
            course.gate = Course.Gate.DUE;
            enqueue(course);
        }
        wake();
    }

    private void tryAgain() {
        synchronized (this) {
            retry = null;
        }
        wake();
    }

    private synchronized boolean takesWorker() {
        if (isStopped || busy >= rules.workers || queue.isEmpty()) {
            return false;
        }
        busy++;
        return true;
    }

    private synchronized void noThread() {
        busy--;
        if (!isStopped && retry == null) {
            retry = time.schedule(NO_THREAD, this::tryAgain);
        }
    }

    private void enqueue(Course course) {
        if (!course.isQueued && course.mayFly()) {
            course.isQueued = true;
            queue.addLast(course);
        } else if (course.isOver()) {
            courses.remove(course.target, course); // not one that came after it
        }
    }
}
