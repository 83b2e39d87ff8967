package io.cachex.profile.core;

import io.cachex.Rules;
import io.cachex.profile.CachePlan;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Pubsub;
import io.cachex.profile.Section;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code pubsub}: how caches hear of each other's changes. */
final class PubsubSection {

    private static final String CHANNEL = "1 to 128 characters of `!` to `~`";

    private PubsubSection() {}

    static Section<?, ?> section() {
        return Section.ofProcess("pubsub", plan -> new Draft())
                .always()
                .meaning(
                        "How caches of one namespace hear of each other's changes: through Redis where there is a `redis`,"
                                + " else within this process.")
                .option(Option.<Draft, Boolean>of("enabled", Kind.BOOLEAN, (draft, isOn) -> draft.isOn = isOn)
                        .otherwise("`true` where there is a `pubsub` or a `redis`")
                        .meaning("`false`: nobody is told, and nobody hears"))
                .option(Option.<Draft, String>of("invalidation_channel", Kind.TEXT, Draft::invalidationChannel)
                        .byDefault("cache:invalidation")
                        .range(CHANNEL)
                        .meaning("the channel of invalidations in Redis"))
                .option(Option.<Draft, String>of("health_channel", Kind.TEXT, Draft::healthChannel)
                        .byDefault("cache:health")
                        .range(CHANNEL)
                        .meaning("the channel in Redis on which nodes tell how they are"))
                .option(Option.<Draft, Integer>of("max_subscribers", Kind.INT, Draft::maximumSubscribers)
                        .byDefault("50")
                        .atLeast(1)
                        .atMost(100_000)
                        .meaning("how many caches may listen in this process, and how many handlers `onInvalidation` of"
                                + " each takes; one more is refused"))
                .option(Option.<Draft, Duration>of("message_timeout", Kind.DURATION, Draft::messageTimeout)
                        .byDefault("10s")
                        .range("100 ms to 1 hour")
                        .meaning("from what age on a message in Redis counts as late; it is applied all the same"))
                .forEachCache(PubsubSection::addTo)
                .then((draft, plan) -> plan.share(Pubsub.class, draft.pubsub()));
    }

    private static void addTo(CachePlan plan) {
        Pubsub pubsub = plan.find(Pubsub.class).orElseThrow();
        pubsub.bus(plan).ifPresent(plan.builder()::invalidation);
        pubsub.maximumSubscribers().ifPresent(plan.builder()::maximumSubscribers);
    }

    private static final class Draft {
        private @Nullable Boolean isOn;
        private @Nullable String invalidationChannel;
        private @Nullable String healthChannel;
        private @Nullable Integer maximumSubscribers;
        private @Nullable Duration messageTimeout;

        void invalidationChannel(String name) {
            invalidationChannel = channel("invalidationChannel", name);
        }

        void healthChannel(String name) {
            healthChannel = channel("healthChannel", name);
        }

        void maximumSubscribers(int most) {
            maximumSubscribers = Rules.between("maxSubscribers", most, 1, 100_000);
        }

        void messageTimeout(Duration age) {
            messageTimeout = Rules.between(
                    "messageTimeout", age, Duration.ofMillis(100), Duration.ofHours(1), "from 100 ms to 1 hour");
        }

        Pubsub pubsub() {
            boolean isSaid = isOn != null
                    || invalidationChannel != null
                    || healthChannel != null
                    || maximumSubscribers != null
                    || messageTimeout != null;
            Boolean enabled = (isOn == null && isSaid) ? Boolean.TRUE : isOn;
            return new Pubsub(enabled, invalidationChannel, healthChannel, maximumSubscribers, messageTimeout);
        }

        private static String channel(String option, String name) {
            Rules.require(name.matches("[!-~]{1,128}"), option, name, "1 to 128 characters of ! to ~");
            return name;
        }
    }
}
