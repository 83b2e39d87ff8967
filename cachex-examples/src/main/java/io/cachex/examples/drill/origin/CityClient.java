package io.cachex.examples.drill.origin;

import io.cachex.examples.drill.data.City;
import io.cachex.examples.drill.data.CityJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Reads cities from the origin over HTTP, as a service would; all caches of the drill load through one. Thread-safe. */
public final class CityClient implements AutoCloseable {

    /** How long a call may take: a usual setting, and the same for every cache. */
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final URI origin;
    private final ExecutorService executor = Executors.newFixedThreadPool(2, task -> new Thread(task, "city-client"));
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .executor(executor)
            .build();
    private final LongAdder calls = new LongAdder();

    /** A client of the origin at {@code origin}; it need not be up. */
    public CityClient(URI origin) {
        this.origin = origin;
    }

    /**
     * Fetches a city; blocks for at most {@link #TIMEOUT}.
     *
     * @return null when the origin says that there is no such city
     * @throws java.net.http.HttpTimeoutException when there was no answer in time
     * @throws OriginException when the origin answered that it failed
     * @throws IOException when it could not be reached, or its answer could not be read
     */
    public @Nullable City fetch(String key) throws IOException, InterruptedException {
        calls.increment();
        HttpRequest request = HttpRequest.newBuilder(origin.resolve("/cities/" + key))
                .timeout(TIMEOUT)
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return switch (response.statusCode()) {
            case 200 -> city(response.body());
            case 404 -> null;
            default -> throw new OriginException(response.statusCode());
        };
    }

    private static City city(String body) throws IOException {
        try {
            return CityJson.read(body);
        } catch (IllegalArgumentException e) {
            throw new IOException("the origin's answer cannot be read", e);
        }
    }

    /** How often it was asked, whatever came of it. */
    public long calls() {
        return calls.sum();
    }

    /** Stops its threads. The HTTP client's own, a daemon, ends with the last reference to it. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
