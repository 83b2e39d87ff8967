package io.cachex.resilience.health;

import io.cachex.spi.Criticality;
import io.cachex.spi.Health;
import java.util.List;

/**
 * A service at one moment: unhealthy if a critical part is; degraded if any part is less than healthy; else healthy.
 *
 * @param parts what each check said, in their order
 */
public record HealthReport(List<PartHealth> parts) {

    /** Keeps the list as it is now. */
    public HealthReport {
        parts = List.copyOf(parts);
    }

    /** The service in one word. */
    public Health.Status status() {
        Health.Status worst = Health.Status.HEALTHY;
        for (PartHealth part : parts) {
            Health.Status status = part.health().status();
            if (status == Health.Status.UNHEALTHY && part.criticality() == Criticality.CRITICAL) {
                return Health.Status.UNHEALTHY;
            }
            if (status != Health.Status.HEALTHY) {
                worst = Health.Status.DEGRADED;
            }
        }
        return worst;
    }

    /** Whether it can take requests: a degraded service can. */
    public boolean isReady() {
        return status() != Health.Status.UNHEALTHY;
    }

    /** Why it is not healthy, each reason after the name of its part. */
    public List<String> reasons() {
        return parts.stream()
                .filter(part -> part.health().status() != Health.Status.HEALTHY)
                .flatMap(part -> part.health().reasons().isEmpty()
                        ? List.of(part.name()).stream()
                        : part.health().reasons().stream().map(reason -> part.name() + ": " + reason))
                .toList();
    }
}
