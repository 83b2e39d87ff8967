package io.cachex.examples.drill.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CitiesTest {

    private final Cities cities = Cities.load();

    @Test
    void thereIsACityForEveryKeyOfTheTrace() {
        Trace trace = Trace.web12();

        assertThat(cities.keys())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, trace.distinct())
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void everyCityIsWhole() {
        assertThat(cities.keys()).map(cities::find).allSatisfy(city -> {
            assertThat(city.name()).isNotBlank();
            assertThat(city.country()).matches("[A-Z]{2}");
            assertThat(city.latitude()).isBetween(-90.0, 90.0);
            assertThat(city.longitude()).isBetween(-180.0, 180.0);
        });
    }

    @Test
    void theyAreFromAllOverTheWorld() {
        assertThat(cities.keys().stream().map(key -> cities.find(key).country()).distinct())
                .hasSizeGreaterThan(200);
    }

    @Test
    void anUnknownKeyHasNoCity() {
        assertThat(cities.find("no such key")).isNull();
    }
}
