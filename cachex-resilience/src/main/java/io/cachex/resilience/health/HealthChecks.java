package io.cachex.resilience.health;

import io.cachex.Failures;
import io.cachex.Rules;
import io.cachex.spi.Health;
import io.cachex.spi.HealthCheck;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;

/**
 * Asks all parts of a service at once how they are, each with a timeout of its own. Holds no thread and no state: a report is
 * made when somebody asks for one. Safe for use by many threads, as far as its checks are.
 */
public final class HealthChecks {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    private final List<HealthCheck> checks;
    private final Duration timeout;
    private final TimeSource time;

    private HealthChecks(List<HealthCheck> checks, Duration timeout, TimeSource time) {
        Set<String> names = new HashSet<>();
        for (HealthCheck check : Rules.notNull("checks", checks)) {
            Rules.require(names.add(check.name()), "checks", check.name(), "of different names");
        }
        this.checks = List.copyOf(checks);
        this.timeout = timeout;
        this.time = time;
    }

    /**
     * These checks, with 2 s each.
     *
     * @throws io.cachex.ConfigurationException if two have the same name
     */
    public static HealthChecks of(HealthCheck... checks) {
        return new HealthChecks(List.of(checks), DEFAULT_TIMEOUT, TimeSource.system());
    }

    /** The same checks with so much time each, above zero and at most 1 day. */
    public HealthChecks timeout(Duration each) {
        return new HealthChecks(checks, Rules.timeout("timeout", each), time);
    }

    /** The same checks by another clock. For tests. */
    public HealthChecks timeSource(TimeSource source) {
        return new HealthChecks(checks, timeout, Rules.notNull("timeSource", source));
    }

    /** Asks all of them now. The future never fails, and ends after the timeout at the latest. */
    public CompletableFuture<HealthReport> report() {
        List<CompletableFuture<PartHealth>> asked = new ArrayList<>();
        for (HealthCheck check : checks) {
            asked.add(ask(check));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> new HealthReport(
                        asked.stream().map(CompletableFuture::join).toList()));
    }

    @Override
    public String toString() {
        return checks.stream().map(HealthCheck::name).collect(Collectors.joining(", ", "health(", ")"));
    }

    private CompletableFuture<PartHealth> ask(HealthCheck check) {
        long started = time.nanos();
        CompletableFuture<Health> answer = start(check);
        CompletableFuture<Health> health = answer.handle((said, failure) -> {
            if (failure != null) {
                return Health.unhealthy(Failures.unwrap(failure).getClass().getName()); // a message may hold a secret
            }
            return said == null ? Health.unhealthy("the check said nothing") : said;
        });
        TimeSource.Scheduled timer = time.schedule(
                timeout,
                () -> ForkJoinPool.commonPool().execute(() -> {
                    if (health.complete(Health.unhealthy("no answer in " + timeout.toMillis() + " ms"))) {
                        answer.cancel(true);
                    }
                })); // not on the timer's thread: what hangs on the report must not run there
        return health.thenApply(said -> {
            timer.cancel();
            long took = (time.nanos() - started) / 1_000_000;
            return new PartHealth(check.name(), check.criticality(), said, took);
        });
    }

    private static CompletableFuture<Health> start(HealthCheck check) {
        try {
            return check.check().toCompletableFuture();
        } catch (Throwable e) { // user code
            return CompletableFuture.failedFuture(e);
        }
    }
}
