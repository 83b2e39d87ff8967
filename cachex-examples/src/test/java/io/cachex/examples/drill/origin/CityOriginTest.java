package io.cachex.examples.drill.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.examples.drill.data.Cities;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CityOriginTest {

    private final Cities cities = Cities.load();
    private final CityOrigin origin = CityOrigin.start(cities, new OriginLatency(Duration.ZERO, 0, 1));
    private final CityClient client = new CityClient(origin.uri());

    @AfterEach
    void close() {
        client.close();
        origin.close();
    }

    @Test
    void answersWithTheCity() throws Exception {
        assertThat(client.fetch("4711")).isEqualTo(cities.find("4711"));
    }

    @Test
    void hasNoCityForAnUnknownKey() throws Exception {
        assertThat(client.fetch("13756")).isNull();
    }

    @Test
    void answersLateWhenSlow() throws Exception {
        origin.become(Condition.SLOW);

        assertThat(nanosOfACall()).isGreaterThanOrEqualTo(CityOrigin.SLOWNESS.toNanos());
    }

    @Test
    void neverAnswersWhenItHangs() {
        origin.become(Condition.HANGS);

        assertThatThrownBy(() -> client.fetch("1")).isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void refusesConnectionsWhenDown() throws Exception {
        client.fetch("1"); // a connection is open, and must not go on working

        origin.become(Condition.DOWN);

        assertThatThrownBy(() -> client.fetch("1")).isInstanceOf(ConnectException.class);
    }

    @Test
    void comesBackAtTheSameAddress() throws Exception {
        for (int i = 0; i < 5; i++) {
            origin.become(Condition.DOWN);
            origin.become(Condition.DOWN);
            origin.become(Condition.NORMAL);

            assertThat(client.fetch("1")).isEqualTo(cities.find("1"));
        }
    }

    @Test
    void answersAgainAfterHanging() throws Exception {
        origin.become(Condition.HANGS);
        assertThatThrownBy(() -> client.fetch("1")).isInstanceOf(HttpTimeoutException.class);

        origin.become(Condition.NORMAL);

        assertThat(client.fetch("1")).isEqualTo(cities.find("1"));
    }

    /** With Nagle's algorithm on, JDK 17 takes 40 ms for each request over a connection that was kept open. */
    @Test
    void doesNotHoldBackSmallAnswers() throws Exception {
        long[] nanos = new long[51];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = nanosOfACall();
        }

        Arrays.sort(nanos);
        assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(20));
    }

    private long nanosOfACall() throws Exception {
        long start = System.nanoTime();
        client.fetch("1");
        return System.nanoTime() - start;
    }
}
