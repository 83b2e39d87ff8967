package io.cachex.springexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.testkit.redis.RedisServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Issue 6: the example service, twice, with one Redis that is down at first, asked over HTTP. One story, told in its order. */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BookServiceTest {

    private final RedisServer server = RedisServer.create();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();

    @BeforeAll
    void startWithRedisDown() {
        server.start(); // so that its port is its own
        server.stop();
        instances.add(start());
        instances.add(start());
    }

    @AfterAll
    void end() {
        instances.forEach(ConfigurableApplicationContext::close);
        server.close();
    }

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(BookService.class)
                .properties("server.port=0", "REDIS_URI=" + server.uri(), "library.delay=300ms")
                .run();
    }

    private HttpRequest.Builder request(int instance, String path) {
        String port = instances.get(instance).getEnvironment().getProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> get(int instance, String path) throws Exception {
        return http.send(request(instance, path).GET().build(), BodyHandlers.ofString());
    }

    private int lookups() throws Exception {
        return Integer.parseInt(get(0, "/lookups").body())
                + Integer.parseInt(get(1, "/lookups").body());
    }

    private static ConditionFactory patiently() {
        return await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(30));
    }

    /** A2, O4. */
    @Test
    @Order(1)
    void servesWithRedisDown() throws Exception {
        HttpResponse<String> book = get(0, "/books/9780132350884");

        assertThat(book.statusCode()).isEqualTo(200);
        assertThat(book.body()).contains("Clean Code");
        assertThat(get(0, "/books/0").statusCode()).isEqualTo(404);
    }

    /** L5, O1. */
    @Test
    @Order(2)
    void saysThatItIsDegradedAndWhy() throws Exception {
        HttpResponse<String> health = get(0, "/actuator/health");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body())
                .contains("\"status\":\"DEGRADED\"")
                .contains("redis: redis(127.0.0.1:" + server.port() + ") does not answer");
    }

    @Test
    @Order(3)
    void healsWhenRedisComes() {
        server.start();

        for (int instance : new int[] {0, 1}) {
            patiently()
                    .untilAsserted(() -> assertThat(
                                    get(instance, "/actuator/health/cachex").body())
                            .contains("\"status\":\"UP\""));
        }
        patiently()
                .until(
                        () -> { // the breakers of the store close, too
                            save(0, "1", "Refactoring");
                            return get(1, "/books/1").body().contains("Refactoring");
                        });
    }

    private void save(int instance, String isbn, String title) throws Exception {
        String body = "{\"isbn\":\"" + isbn + "\",\"title\":\"" + title + "\",\"authors\":[]}";
        HttpResponse<String> answer = http.send(
                request(instance, "/books/" + isbn)
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    /** O1: {@code @Cacheable(sync = true)} on two instances. */
    @Test
    @Order(4)
    void fortyCallersOnTwoInstancesCauseOneLookup() throws Exception {
        int before = lookups();

        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(
                    http.sendAsync(request(i % 2, "/books/9780201633610").GET().build(), BodyHandlers.ofString()));
        }

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().body()).contains("Design Patterns");
        }
        assertThat(lookups() - before).isEqualTo(1);
    }

    /** N1. */
    @Test
    @Order(5)
    void metricsHaveTheNamesOfTheCache() throws Exception {
        String scrape = get(0, "/actuator/prometheus").body();

        assertThat(scrape)
                .containsPattern("cache_gets_total\\{[^}]*cache=\"books\"[^}]*result=\"hit\"")
                .containsPattern("cache_operations_total\\{[^}]*cache=\"books\"")
                .containsPattern("circuit_breaker_state\\{[^}]*cache=\"books\"[^}]*component=\"store\"")
                .containsPattern("upstream_available\\{[^}]*cache=\"books\"");
    }

    /** G1: what changes on one instance, the other has at once. */
    @Test
    @Order(6)
    void aChangeReachesTheOtherInstance() throws Exception {
        assertThat(get(1, "/books/9780201633610").body()).contains("Design Patterns");

        save(0, "9780201633610", "Design Patterns, 2nd edition");
        patiently().until(() -> get(1, "/books/9780201633610").body().contains("2nd edition"));
        int before = lookups();
        http.send(request(0, "/books/9780201633610").DELETE().build(), BodyHandlers.discarding());

        patiently().until(() -> {
            get(1, "/books/9780201633610"); // each instance has a library of its own, and asks that
            return lookups() > before;
        });
    }

    /** O1. */
    @Test
    @Order(7)
    void theActuatorShowsCachesAndRemovesEntries() throws Exception {
        assertThat(get(0, "/actuator/cachex/books").body()).contains("redis").contains("near");

        HttpResponse<String> cleared =
                http.send(request(0, "/actuator/cachex/books").DELETE().build(), BodyHandlers.ofString());

        assertThat(cleared.body()).contains("\"cleared\":\"books\"");
    }
}
