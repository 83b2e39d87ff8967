package io.cachex.config.sections;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cachex.Cache;
import io.cachex.CallRejectedException;
import io.cachex.config.Profiles;
import io.cachex.resilience.profile.Offloading;
import io.cachex.resilience.service.AdaptivePool;
import io.cachex.resilience.service.Lazy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M1, L1 to L3, K2: the document of services, and each of its values changed. */
class OffloadingDocumentTest {

    private static final String[] SERVICES = {"transcoder", "metadata_providers", "email", "search"};

    @AutoClose
    private final Scene scene = new Scene();

    private Offloading offloading(String... changes) {
        return offloadingOf(Scene.document("offloading", changes));
    }

    private Offloading offloadingOf(String text) {
        Profiles profiles = scene.open(
                text,
                builder -> builder.environment(Map.of(
                        "CACHEX_OFFLOADING_DATABASE_MAX_WAIT", "20ms",
                        "CACHEX_OFFLOADING_DATABASE_SHRINK_BELOW", "0")));
        return profiles.find(Offloading.class).orElseThrow();
    }

    /** L3: the pool has its least number of objects from the start. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void aPoolIsFilledToItsLeast(int least) throws Exception {
        Offloading offloading = offloading("min_conns: 2", "min_conns: " + least);
        AdaptivePool<Object> pool = offloading.pool("database", Object::new);
        assertThat(pool.size()).isZero();

        offloading.start();

        assertThat(pool.size()).isEqualTo(least);
    }

    /** L3: one more than the most is refused. */
    @ParameterizedTest
    @ValueSource(ints = {50, 3})
    void aPoolLendsNoMoreThanItsMost(int most) {
        AdaptivePool<Object> pool =
                offloading("max_conns: 50", "max_conns: " + most).pool("database", Object::new);
        List<AdaptivePool.Loan<Object>> loans = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            loans.add(pool.borrow());
        }

        assertThatThrownBy(pool::borrow).isInstanceOf(CallRejectedException.class);
        loans.forEach(AdaptivePool.Loan::close);
    }

    /** L3: what is idle for so long is closed, but for the least. */
    @ParameterizedTest
    @ValueSource(strings = {"5m", "2m"})
    void aPoolClosesWhatIsIdle(String timeout) {
        AdaptivePool<Object> pool =
                offloading("idle_timeout: 5m", "idle_timeout: " + timeout).pool("database", Object::new);
        List<AdaptivePool.Loan<Object>> loans = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            loans.add(pool.borrow());
        }
        loans.forEach(AdaptivePool.Loan::close);
        Duration idle = ofMinutes(timeout.charAt(0) - '0');
        int before = pool.size();

        scene.time.advance(idle.minusSeconds(31));
        assertThat(pool.size()).isEqualTo(before);
        scene.time.advance(ofSeconds(62));

        Scene.until(() -> pool.size() == 2);
    }

    /** L1, L2: a lazy service is made when it is first used, any other one when they are started. */
    @Test
    void aServiceIsLazyOrNot() throws Exception {
        for (String eager : SERVICES) {
            Offloading offloading = offloading(eager + ": true", eager + ": false");
            List<String> made = new ArrayList<>();
            List<Lazy<String>> services = new ArrayList<>();
            for (String name : SERVICES) {
                services.add(offloading.service(name, () -> {
                    made.add(name);
                    return name;
                }));
            }

            offloading.start();

            assertThat(made).containsExactly(eager);
            services.forEach(Lazy::get);
            assertThat(made).containsExactlyInAnyOrder(SERVICES);
        }
    }

    /** A document that says nothing of them has the documented pool, and every service is lazy. */
    @Test
    void withoutASectionTheDefaultsHold() throws Exception {
        Offloading offloading = scene.open("cache: {}").find(Offloading.class).orElseThrow();
        AdaptivePool<Object> pool = offloading.pool("database", Object::new);
        Lazy<Object> service = offloading.service("any", Object::new);
        offloading.start();

        assertThat(pool.size()).isEqualTo(2);
        assertThat(service.isInitialized()).isFalse();
    }

    /** They are closed with the document. */
    @Test
    void closesWithTheDocument() throws Exception {
        Profiles profiles = scene.open(Scene.document("offloading"));
        List<String> closed = new ArrayList<>();
        Offloading offloading = profiles.find(Offloading.class).orElseThrow();
        Lazy<AutoCloseable> service = offloading.service("email", () -> () -> closed.add("email"));
        offloading.start();
        assertThat(service.get()).isNotNull();

        profiles.close();

        assertThat(closed).containsExactly("email");
    }

    /** K1: the bound of the near tier, in percent of the heap. */
    @ParameterizedTest
    @ValueSource(strings = {"25", "0.5"})
    void aCacheHasItsShareOfTheHeap(String percent) {
        Cache<String> cache = scene.cache(
                Scene.document("offloading", "cache_percent: 25", "cache_percent: " + percent), options -> options);
        long bytes = (long) (Runtime.getRuntime().maxMemory() * (Double.parseDouble(percent) / 100));

        assertThat(cache.describe()).contains("of the heap: " + bytes + " bytes");
    }

    /** K2: at the high threshold each check lets the ten oldest go, below it none. */
    @ParameterizedTest
    @CsvSource({"0.8, 10", "0.9, 0"})
    void theHighThresholdActs(String high, int gone) {
        Cache<String> cache = filled(
                Scene.document("offloading", "high_pressure_threshold: 0.8", "high_pressure_threshold: " + high), 0.85);
        long before = cache.stats().nearSize();

        scene.time.advance(ofSeconds(1));

        Scene.until(() -> cache.stats().nearSize() == before - gone);
    }

    /** K2: at the critical threshold entries go until the target is reached. */
    @ParameterizedTest
    @CsvSource({"0.95, 0.97", "0.88, 0.90"})
    void theCriticalThresholdActs(String critical, double level) {
        String text = Scene.document(
                "offloading", "critical_pressure_threshold: 0.95", "critical_pressure_threshold: " + critical);
        Cache<String> cache = filled(text, level);

        Scene.until(() -> {
            scene.time.advance(ofSeconds(1));
            return cache.stats().nearWeight() <= 0.76 * bound();
        });
        assertThat(cache.stats().nearWeight() / (double) bound()).isCloseTo(0.75, within(0.05));
    }

    private static long bound() {
        return (long) (Runtime.getRuntime().maxMemory() * (0.05 / 100));
    }

    /** A cache with one part in 2,000 of the heap, of which so much is used, in entries of about 2 kB. */
    private Cache<String> filled(String text, double level) {
        Cache<String> cache = scene.cache(text.replace("cache_percent: 25", "cache_percent: 0.05"), options -> options);
        String value = "x".repeat(2_000);
        for (int i = 0; cache.stats().nearWeight() < level * bound(); i++) {
            cache.put("key" + i, value);
        }
        return cache;
    }

    /** What a cache says of its own near tier wins; what it says of pressure alone does not change the bound. */
    @Test
    void aCacheMaySayOtherwise() {
        String text = Scene.document("offloading") + """
                caches:
                  own: {near: {maximum_size: 7}}
                  pressed: {near: {pressure: {high: 0.5, oldest: 3}}}
                """;
        Profiles profiles = scene.open(text);

        try (Cache<String> own = profiles.builder("own", String.class).build();
                Cache<String> pressed =
                        profiles.builder("pressed", String.class).build()) {
            assertThat(own.describe()).startsWith("own: near(7)").doesNotContain("pressure");
            assertThat(pressed.describe()).contains("25.0% of the heap", "pressure(0.5: 3, 0.95: to 0.46875");
        }
    }
}
