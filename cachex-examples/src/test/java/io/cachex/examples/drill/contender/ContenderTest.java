package io.cachex.examples.drill.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.examples.drill.data.Cities;
import io.cachex.examples.drill.origin.CityClient;
import io.cachex.examples.drill.origin.CityOrigin;
import io.cachex.examples.drill.origin.Condition;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContenderTest {

    private final Cities cities = Cities.load();
    private final CityOrigin origin = CityOrigin.start(cities, 1);
    private final CityClient client = new CityClient(origin.uri());

    static Stream<Named<BiFunction<CityClient, Duration, Contender>>> contenders() {
        return Stream.concat(Stream.of(Named.of("CacheX", CacheXContender::new)), simpleContenders());
    }

    static Stream<Named<BiFunction<CityClient, Duration, Contender>>> simpleContenders() {
        return Stream.of(Named.of("Caffeine", CaffeineContender::new), Named.of("map+TTL", MapContender::new));
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @ParameterizedTest
    @MethodSource("contenders")
    void asksTheOriginOnceWhileTheValueIsFresh(BiFunction<CityClient, Duration, Contender> make) throws Exception {
        try (Contender contender = make.apply(client, Duration.ofHours(1))) {
            assertThat(contender.get("17")).isEqualTo(cities.find("17"));
            assertThat(contender.get("17")).isEqualTo(cities.find("17"));

            assertThat(contender.stats())
                    .isEqualTo(new ContenderStats(1, 1, 0, 1, contender.stats().breaker()));
            assertThat(contender.stats().hitRatio()).isEqualTo(0.5);
        }
    }

    @ParameterizedTest
    @MethodSource("contenders")
    void asksAgainWhenTheValueHasExpired(BiFunction<CityClient, Duration, Contender> make) throws Exception {
        try (Contender contender = make.apply(client, Duration.ofMillis(1))) {
            contender.get("17");

            Awaitility.await().untilAsserted(() -> {
                contender.get("17");
                assertThat(contender.stats().loads()).isGreaterThanOrEqualTo(2);
            });
        }
    }

    /** What CacheX is there to change: see CacheXContenderTest. */
    @ParameterizedTest
    @MethodSource("simpleContenders")
    void hasNoAnswerForAnExpiredKeyWhileTheOriginIsDown(BiFunction<CityClient, Duration, Contender> make)
            throws Exception {
        try (Contender contender = make.apply(client, Duration.ofNanos(1))) {
            contender.get("17");
            origin.become(Condition.DOWN);

            assertThatThrownBy(() -> contender.get("17")).isInstanceOf(Exception.class);
        }
    }

    @ParameterizedTest
    @MethodSource("contenders")
    void hasNothingForAnUnknownKey(BiFunction<CityClient, Duration, Contender> make) throws Exception {
        try (Contender contender = make.apply(client, Duration.ofHours(1))) {
            assertThat(contender.get("unknown")).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("contenders")
    void itsNameFitsTheTable(BiFunction<CityClient, Duration, Contender> make) {
        try (Contender contender = make.apply(client, Duration.ofHours(1))) {
            assertThat(contender.name()).hasSizeLessThanOrEqualTo(9);
        }
    }
}
