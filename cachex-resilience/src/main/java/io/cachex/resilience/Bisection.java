package io.cachex.resilience;

import io.cachex.Failures;
import io.cachex.spi.FailureClass;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a batch, and if its sink fails as a whole finds out which write is to blame, so that one bad write does not harm
 * its neighbours.
 *
 * <p>The first culprit is searched for: half of the suspects is tried, and if that goes well it is among the others. The
 * halves that were set aside are tried together at the end; only if they fail too is there a second culprit, and they are
 * parted into halves, both of which are tried. So among n writes one bad one costs log2 n + 1 more calls, and n bad ones 2 n.
 *
 * <p>A culprit found by exclusion is not condemned for that: what failed may have been the size of the batch. Either what
 * was set aside, which is no smaller than the last part that failed, is made as a whole; or the culprit is tried alone.
 *
 * <p>A sink that answers later does so on a thread of its own, which is no place for the next call: it is the user's code.
 */
final class Bisection {

    private final WriteQueue.Sink sink;
    private final List<JournalEntry> writes;
    private final Function<Throwable, FailureClass> classifier;
    private final Executor executor;
    private final CompletableFuture<Answers> answers = new CompletableFuture<>();

    private final @Nullable Throwable[] failures;
    private final boolean[] isAnswered;

    /** Parts to be tried as a whole, each of which is halved if it fails. */
    private final Deque<List<Integer>> untried = new ArrayDeque<>();

    private boolean hasSearched;

    /** Those among which the first culprit is, who have failed with {@link #failure}. */
    private @Nullable List<Integer> suspects;

    /** Those that may be innocent. */
    private List<Integer> setAside = new ArrayList<>();

    private @Nullable Throwable failure;
    private boolean isCaught;

    /** @param executor runs what follows an answer that comes later */
    Bisection(
            WriteQueue.Sink sink,
            List<JournalEntry> writes,
            Function<Throwable, FailureClass> classifier,
            Executor executor) {
        this.sink = sink;
        this.writes = writes;
        this.classifier = classifier;
        this.executor = executor;
        this.failures = new Throwable[writes.size()];
        this.isAnswered = new boolean[writes.size()];
    }

    /** Begins; the stage never fails, and ends here or on the executor. */
    CompletableFuture<Answers> begin() {
        List<Integer> all = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            all.add(i);
        }
        untried.push(all);
        goOn();
        return answers;
    }

    /** One call after the other, without recursion as long as they end at once. */
    private void goOn() {
        while (!answers.isDone()) {
            List<Integer> part = nextPart();
            if (part == null) {
                finish(isAllAway());
                return;
            }
            CompletableFuture<List<@Nullable Throwable>> call = call(part);
            if (!call.isDone()) {
                call.whenComplete((result, thrown) -> executor.execute(() -> {
                    ended(part, result, thrown);
                    goOn();
                }));
                return;
            }
            call.whenComplete((result, thrown) -> ended(part, result, thrown));
        }
    }

    private @Nullable List<Integer> nextPart() {
        if (suspects == null) {
            return untried.poll();
        }
        return suspects.size() > 1 ? firstHalf(suspects) : setAside;
    }

    private CompletableFuture<List<@Nullable Throwable>> call(List<Integer> part) {
        List<JournalEntry> entries = new ArrayList<>(part.size());
        part.forEach(i -> entries.add(writes.get(i)));
        try {
            return sink.make(entries).toCompletableFuture();
        } catch (Throwable e) { // a user's sink that breaks its promise
            return CompletableFuture.failedFuture(e);
        }
    }

    private void ended(List<Integer> part, @Nullable List<@Nullable Throwable> result, @Nullable Throwable thrown) {
        if (thrown == null && result != null && result.size() == part.size()) {
            for (int i = 0; i < part.size(); i++) {
                Throwable answer = result.get(i);
                answer(part.get(i), answer == null ? null : Failures.unwrap(answer));
            }
            wentWell();
            return;
        }
        Throwable why = thrown != null
                ? Failures.unwrap(thrown)
                : new IllegalStateException(
                        (result == null ? "no" : result.size()) + " answers to " + part.size() + " writes");
        if (classifier.apply(why) == FailureClass.OUTAGE) {
            answerTheRest(why);
            finish(true);
        } else {
            failed(part, why);
        }
    }

    private void wentWell() {
        if (suspects == null) {
            return;
        }
        if (suspects.size() > 1) {
            suspects = secondHalf(suspects);
            isCaught = false;
            if (suspects.size() == 1 && setAside.isEmpty()) {
                untried.push(suspects); // by exclusion alone
                suspects = null;
            }
        } else {
            condemn();
        }
    }

    private void failed(List<Integer> part, Throwable why) {
        List<Integer> suspected = suspects;
        if (suspected == null) {
            if (part.size() == 1) {
                answer(part.get(0), why);
            } else if (hasSearched) {
                untried.push(secondHalf(part));
                untried.push(firstHalf(part));
            } else {
                hasSearched = true;
                suspects = part;
                failure = why;
            }
        } else if (suspected.size() > 1) {
            setAside.addAll(secondHalf(suspected));
            suspects = part;
            failure = why;
            isCaught = part.size() == 1;
        } else { // what was set aside has failed, too
            if (isCaught) {
                condemn();
            } else {
                untried.push(suspected);
                suspects = null;
            }
            if (part.size() == 1) {
                answer(part.get(0), why);
            } else {
                untried.push(secondHalf(part));
                untried.push(firstHalf(part));
            }
        }
    }

    private void condemn() {
        if (suspects != null) {
            answer(suspects.get(0), failure);
        }
        suspects = null;
        setAside = new ArrayList<>();
    }

    private void answer(int write, @Nullable Throwable why) {
        failures[write] = why;
        isAnswered[write] = true;
    }

    private void answerTheRest(Throwable why) {
        for (int i = 0; i < failures.length; i++) {
            if (!isAnswered[i]) {
                answer(i, why);
            }
        }
    }

    private boolean isAllAway() {
        for (Throwable why : failures) {
            if (why == null || classifier.apply(why) != FailureClass.OUTAGE) {
                return false;
            }
        }
        return true;
    }

    private void finish(boolean isAway) {
        answers.complete(new Answers(Arrays.asList(failures), isAway));
    }

    private static List<Integer> firstHalf(List<Integer> part) {
        return part.subList(0, part.size() / 2);
    }

    private static List<Integer> secondHalf(List<Integer> part) {
        return part.subList(part.size() / 2, part.size());
    }
}
