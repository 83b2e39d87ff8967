package io.cachex.springtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Timeout;
import io.cachex.spring.CachexCustomizer;
import io.cachex.springtests.Crew.Sailor;
import io.cachex.testkit.redis.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** O1, O4: two instances of a web service that share a Redis, which is down when they start. One story, told in its order. */
@org.junit.jupiter.api.Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public abstract class ServiceContract {

    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
        return new SpringApplicationBuilder(Service.class)
                .properties(
                        "server.port=0",
                        "spring.application.name=ship yard",
                        "spring.main.banner-mode=off",
                        "cachex.redis.uri=" + server.uri(),
                        "cachex.caches.crew.ttl=10m",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.health.show-details=always",
                        "management.health.redis.enabled=false", // Spring Data's own, which says DOWN
                        "management.endpoint.health.probes.enabled=true",
                        "management.endpoint.health.group.readiness.include=readinessState,cachex")
                .run();
    }

    private Roster roster(int instance) {
        return instances.get(instance).getBean(Roster.class);
    }

    private HttpResponse<String> ask(int instance, String method, String path) throws Exception {
        String port = instances.get(instance).getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator" + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String get(int instance, String path) throws Exception {
        return ask(instance, "GET", path).body();
    }

    @Test
    @Order(1)
    void servesWhileRedisIsDown() {
        CALLS.set(0);

        assertThat(roster(0).find(1)).isEqualTo(Sailor.named("sailor 1"));
        assertThat(roster(0).find(1)).isEqualTo(Sailor.named("sailor 1"));
        assertThat(roster(0).findTogether(2)).isEqualTo(Sailor.named("sailor 2"));
        roster(0).remove(1);

        assertThat(CALLS.get()).isBetween(2, 3); // what cannot be written may have to be asked for again
    }

    /** L5, O1: degraded is no reason to be taken out of the load balancer. */
    @Test
    @Order(2)
    void healthIsDegradedWithTheReasonAndTheServiceIsReady() throws Exception {
        HttpResponse<String> health = ask(0, "GET", "/health");
        HttpResponse<String> readiness = ask(0, "GET", "/health/readiness");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body())
                .contains("\"status\":\"DEGRADED\"")
                .contains("redis: redis(127.0.0.1:" + server.port() + ") does not answer");
        assertThat(readiness.statusCode()).isEqualTo(200);
    }

    @Test
    @Order(3)
    void healsWhenRedisComes() {
        server.start();

        for (int instance : new int[] {0, 1}) {
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(get(instance, "/health/cachex"))
                            .contains("\"status\":\"UP\"")
                            .contains("\"redis\":{\"status\":\"healthy\""));
        }
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(
                        () -> { // the breakers of the store close, too
                            roster(0).rename(3, "Cy");
                            return roster(1).find(3).equals(Sailor.named("Cy"));
                        });
    }

    /** O1: sync = true is one call of the method for all callers of all instances. */
    @Test
    @Order(4)
    void fortyCallersOnTwoInstancesRunTheMethodOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(40);
        try {
            for (int round = 0; round < 5; round++) {
                CALLS.set(0);
                long number = 100 + round;
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Sailor>> answers = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    Roster roster = roster(i % 2);
                    answers.add(threads.submit(() -> {
                        go.await();
                        return roster.findTogether(number);
                    }));
                }
                go.countDown();
                for (Future<Sailor> answer : answers) {
                    assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(Sailor.named("sailor " + number));
                }

                assertThat(CALLS).as("round %s", round).hasValue(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @Order(5)
    void whatOneInstanceKeepsTheOtherHas() {
        CALLS.set(0);

        for (int instance : new int[] {0, 1, 0, 1}) {
            assertThat(roster(instance).find(7)).isEqualTo(Sailor.named("sailor 7"));
            assertThat(roster(instance).findNobody(8)).isNull();
            assertThat(roster(instance).findWatch("Argo", 2)).hasSize(2).contains(Sailor.named("Argo2"));
            assertThat(roster(instance).findLater("Dee").join()).isEqualTo(Sailor.named("Dee"));
        }

        assertThat(CALLS).hasValue(4);
    }

    @Test
    @Order(6)
    void aChangeReachesTheOtherInstance() {
        for (int instance : new int[] {0, 1}) {
            roster(instance).find(9);
            roster(instance).find(10);
        }
        CALLS.set(0);

        roster(0).rename(9, "Eve");
        roster(0).remove(10);

        await().pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .until(() -> roster(1).find(9).equals(Sailor.named("Eve")));
        await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> {
            roster(1).find(10);
            return CALLS.get() >= 1;
        });
    }

    /** {@code @CacheEvict(allEntries = true)}. */
    @Test
    @Order(7)
    void aClearReachesTheOtherInstance() {
        for (int instance : new int[] {0, 1}) {
            roster(instance).find(11);
        }
        CALLS.set(0);

        roster(0).removeAll();

        await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> {
            roster(1).find(11);
            return CALLS.get() == 1;
        });
    }

    @Test
    @Order(8)
    void aMethodsExceptionPassesThroughTheInterceptor() {
        assertThatThrownBy(() -> roster(0).fail("no such ship"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("no such ship");
    }

    @Test
    @Order(9)
    void theEndpointTellsOfCachesAndRemovesEntries() throws Exception {
        roster(0).find(12);
        CALLS.set(0);

        assertThat(get(0, "/cachex"))
                .contains("\"crew\"")
                .contains("\"hitRatio\"")
                .contains("redis");
        assertThat(get(0, "/cachex/crew")).contains("\"nearHits\"").doesNotContain("sailor 12");
        assertThat(ask(0, "GET", "/cachex/nobody").statusCode()).isEqualTo(404);
        assertThat(ask(0, "DELETE", "/cachex/nobody").body()).isEmpty();
        assertThat(ask(0, "DELETE", "/cachex/crew?key=~long:12").body()).contains("\"evicted\"");
        roster(0).find(12);
        assertThat(CALLS).hasValue(1);
        assertThat(ask(0, "DELETE", "/cachex/crew").body()).contains("\"cleared\":\"crew\"");
        roster(0).find(12);
        assertThat(CALLS).hasValue(2);
        assertThat(ask(0, "GET", "/cachex/crew/dead-letters").statusCode()).isEqualTo(400);
        assertThat(ask(0, "GET", "/cachex/crew/other").statusCode()).isEqualTo(404);
    }

    /** A11. */
    @Test
    @Order(10)
    void nothingIsLeftRunningAfterTheEnd() {
        instances.forEach(ConfigurableApplicationContext::close);

        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("cachex-crew")));
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Service {

        /** The breaker of a shared store is closed again 30 s after an outage, if nothing else is said. */
        @Bean
        CachexCustomizer quickToHeal() {
            return (name, builder) -> builder.storePolicies(
                    CircuitBreaker.of(5, Duration.ofMillis(300)), Timeout.of(Duration.ofSeconds(1)));
        }

        @Bean
        Roster roster() {
            return new Roster(CALLS);
        }
    }
}
