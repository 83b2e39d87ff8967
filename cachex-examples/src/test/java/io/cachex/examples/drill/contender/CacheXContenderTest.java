package io.cachex.examples.drill.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.CircuitOpenException;
import io.cachex.examples.drill.data.Cities;
import io.cachex.examples.drill.origin.CityClient;
import io.cachex.examples.drill.origin.CityOrigin;
import io.cachex.examples.drill.origin.Condition;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CacheXContenderTest {

    private static final Duration SHORT_TTL = Duration.ofMillis(1);

    private final Cities cities = Cities.load();
    private final CityOrigin origin = CityOrigin.start(cities, 1);
    private final CacheXContender contender = new CacheXContender(new CityClient(origin.uri()), SHORT_TTL);

    @AfterEach
    void close() {
        contender.close();
        origin.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Condition.class,
            names = {"SLOW", "HANGS", "DOWN"})
    void answersAnExpiredKeyWhileTheOriginFails(Condition condition) {
        contender.get("17");
        origin.become(condition);

        Awaitility.await().untilAsserted(() -> {
            assertThat(contender.get("17")).isEqualTo(cities.find("17"));
            assertThat(contender.stats().staleServes()).isPositive();
        });
        ContenderStats stats = contender.stats();
        assertThat(stats.hits()).isGreaterThanOrEqualTo(stats.staleServes());
        assertThat(stats.misses()).isPositive(); // the first look-up
    }

    @Test
    void itsBreakerSparesAnOriginThatIsDown() {
        origin.become(Condition.DOWN);
        for (int i = 0; i < 5; i++) {
            String key = Integer.toString(i);
            assertThatThrownBy(() -> contender.get(key)).isInstanceOf(Exception.class);
        }
        long loads = contender.stats().loads();

        assertThat(contender.stats().breaker()).isEqualTo("open");
        assertThatThrownBy(() -> contender.get("5")).isInstanceOf(CircuitOpenException.class);
        assertThat(contender.stats().loads()).isEqualTo(loads);
    }

    @Test
    void itsBreakerClosesWhenTheOriginIsBack() {
        itsBreakerSparesAnOriginThatIsDown();

        origin.become(Condition.NORMAL);

        Awaitility.await().ignoreExceptions().untilAsserted(() -> {
            assertThat(contender.get("6")).isEqualTo(cities.find("6"));
            assertThat(contender.stats().breaker()).isEqualTo("closed");
        });
    }
}
