package io.cachex.observability;

import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@link MetricsBuilder} was told.
 *
 * @param prefix before each name of CacheX; ends in a dot, or is empty
 * @param tags on each meter
 * @param buckets of the timers
 * @param timesHits whether near hits are timed
 * @param cacheMeters whether Micrometer's own cache meters are there
 */
record MetricsOptions(String prefix, Tags tags, List<Duration> buckets, boolean timesHits, boolean cacheMeters) {

    String named(String name) {
        return prefix + name;
    }

    @Override
    public String toString() {
        String common =
                tags.stream().map(tag -> tag.getKey() + '=' + tag.getValue()).collect(Collectors.joining(", "));
        return "(" + (prefix.isEmpty() ? "" : prefix + "*, ")
                + (common.isEmpty() ? "" : common + ", ")
                + buckets.size() + " buckets"
                + (timesHits ? ", near hits timed" : "")
                + (cacheMeters ? "" : ", without cache.*") + ")";
    }
}
