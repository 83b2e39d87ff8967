package io.cachex.coretests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.PutOptions;
import io.cachex.Writer;
import io.cachex.spi.StoreOperation;
import io.cachex.store.MemoryStore;
import io.cachex.testkit.FakeTime;
import io.cachex.testkit.FaultyStore;
import io.cachex.webhook.Webhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G7: systems that know nothing of CacheX invalidate by HTTP. */
class WebhookTest {

    private static final String TOKEN = "a token of some length";

    private final FakeTime time = new FakeTime();
    private final FaultyStore store = FaultyStore.around(MemoryStore.of(1 << 20, time), time);
    private final List<String> deleted = new ArrayList<>();
    private final Webhook webhook = Webhook.of(TOKEN);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Cache<String> cache = Cache.builder("users", String.class)
            .timeSource(time)
            .store(store)
            .storePolicies()
            .invalidationSource(webhook)
            .writer(new Writer<String>() {
                @Override
                public void write(String key, String value) {}

                @Override
                public void delete(String key) {
                    deleted.add(key);
                }
            })
            .build();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/invalidate", webhook);
        server.start();
        cache.put("a", "1");
        cache.put("b", "2", PutOptions.defaults().tags("team"));
        cache.put("c", "3");
    }

    @AfterEach
    void close() {
        server.stop(0);
        cache.close();
    }

    @Test
    void invalidatesKeys() throws Exception {
        assertThat(post("{\"cache\": \"users\", \"keys\": [\"a\", \"none\"]}").statusCode())
                .isEqualTo(204);

        assertThat(cache.getAllPresent(List.of("a", "b", "c"))).containsOnlyKeys("b", "c");
    }

    /** It is the origin that has changed: nothing is deleted there. */
    @Test
    void writesNothingToTheOrigin() throws Exception {
        post("{\"cache\": \"users\", \"keys\": [\"a\"]}");

        assertThat(deleted).isEmpty();
    }

    @Test
    void invalidatesTagsAndEverything() throws Exception {
        assertThat(post("{\"cache\": \"users\", \"tags\": [\"team\"]}").statusCode())
                .isEqualTo(204);
        assertThat(cache.getAllPresent(List.of("a", "b", "c"))).containsOnlyKeys("a", "c");

        assertThat(post("{\"cache\": \"users\", \"all\": true}").statusCode()).isEqualTo(204);
        assertThat(cache.getAllPresent(List.of("a", "b", "c"))).isEmpty();
    }

    @Test
    void saysThatTheChangeCouldNotBeMade() throws Exception {
        store.on(StoreOperation.REMOVE).fail(new IOException("down"));

        HttpResponse<String> answer = post("{\"cache\": \"users\", \"keys\": [\"a\"]}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain("\"a\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"cache\": \"users\"}",
                "{\"cache\": \"users\", \"keys\": []}",
                "{\"cache\": \"users\", \"keys\": \"a\"}",
                "{\"cache\": \"users\", \"keys\": [1]}",
                "{\"cache\": \"users\", \"all\": \"yes\"}",
                "{\"cache\": \"users\", \"all\": true, \"al\": true}",
                "{\"cache\": 1, \"all\": true}",
                "{\"cache\": \"users\", \"all\": false, \"all\": true}",
                "{\"cache\": \"users\", \"all\": true} {}",
            })
    void refusesWhatItDoesNotUnderstand(String body) throws Exception {
        assertThat(post(body).statusCode()).isEqualTo(400);

        assertThat(cache.getAllPresent(List.of("a", "b", "c"))).hasSize(3);
    }

    /** A key that breaks the rules does not keep the others from being invalidated. */
    @Test
    void invalidatesTheOthersOfABadKey() throws Exception {
        assertThat(post("{\"cache\": \"users\", \"keys\": [\"a\", \"\"]}").statusCode())
                .isNotEqualTo(204);

        assertThat(cache.getAllPresent(List.of("a", "b", "c"))).containsOnlyKeys("b", "c");
    }

    @Test
    void refusesWhoDoesNotKnowTheToken() throws Exception {
        String body = "{\"cache\": \"users\", \"all\": true}";

        assertThat(send(request(body)).statusCode()).isEqualTo(401);
        assertThat(send(request(body).header("Authorization", "Bearer wrong")).statusCode())
                .isEqualTo(401);
        assertThat(send(request(body).header("Authorization", TOKEN)).statusCode())
                .isEqualTo(401);
        assertThat(cache.getAllPresent(List.of("a", "b", "c"))).hasSize(3);
    }

    @Test
    void refusesOtherMethodsOtherCachesAndLargeBodies() throws Exception {
        assertThat(send(request("").GET().header("Authorization", "Bearer " + TOKEN))
                        .statusCode())
                .isEqualTo(405);
        assertThat(post("{\"cache\": \"orders\", \"all\": true}").statusCode()).isEqualTo(404);
        assertThat(post(" ".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
    }

    @Test
    void endsWithTheCache() throws Exception {
        cache.close();

        assertThat(post("{\"cache\": \"users\", \"all\": true}").statusCode()).isEqualTo(404);
    }

    /** A1: a source that cannot begin fails the build, and what began before it has ended. */
    @Test
    void sourceThatFailsFailsTheBuildAndLeavesNothing() throws Exception {
        assertThatThrownBy(() -> Cache.builder("orders", String.class)
                        .invalidationSource(webhook)
                        .invalidationSource((name, target) -> {
                            throw new IllegalStateException("no queue");
                        })
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("invalidationSource")
                .hasMessageContaining("no queue");

        assertThat(post("{\"cache\": \"orders\", \"all\": true}").statusCode()).isEqualTo(404);
    }

    @Test
    void wantsATokenThatIsNotGuessed() {
        assertThatThrownBy(() -> Webhook.of("short"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("token")
                .hasMessageNotContaining("short");
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(request(body).header("Authorization", "Bearer " + TOKEN));
    }

    private HttpRequest.Builder request(String body) {
        return HttpRequest.newBuilder(URI.create("http://" + server.getAddress().getHostString() + ':'
                        + server.getAddress().getPort() + "/invalidate"))
                .POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
