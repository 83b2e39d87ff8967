package io.cachex.examples.drill.origin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cachex.examples.drill.data.Cities;
import io.cachex.examples.drill.data.City;
import io.cachex.examples.drill.data.CityJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The service behind the caches: {@code GET /cities/{key}} answers with the city as JSON, after the time that a
 * database or another service would take, and in the {@link Condition} it was last told to be in. Thread-safe.
 */
public final class CityOrigin implements AutoCloseable {

    /** What {@link Condition#SLOW} adds to the time of each answer. */
    public static final Duration SLOWNESS = Duration.ofMillis(300);

    /** After this a hanging request is dropped: its client has long given up, and sockets must not pile up. */
    private static final Duration LET_GO = Duration.ofSeconds(3);

    private static final int BACKLOG = 1_024;

    static {
        // Read once, when the server's class loads. JDK 17 leaves Nagle's algorithm on, which costs 40 ms on each
        // request over a kept-alive connection (JDK-8294610); and it drops idle connections beyond 200.
        setUnlessGiven("sun.net.httpserver.nodelay", "true");
        setUnlessGiven("sun.net.httpserver.maxIdleConnections", "2000");
    }

    private final Cities cities;
    private final OriginLatency latency;
    private final InetSocketAddress address;
    private final ExecutorService handlers =
            Executors.newFixedThreadPool(2, task -> new Thread(task, "origin-handler"));
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(2, task -> new Thread(task, "origin-timer"));
    private volatile Condition condition = Condition.NORMAL;
    private @Nullable HttpServer server; // guarded by this; null while down

    private CityOrigin(Cities cities, OriginLatency latency, HttpServer server) {
        this.cities = cities;
        this.latency = latency;
        this.address = server.getAddress();
        serveWith(server);
    }

    /** An origin on a free port of the loopback address, answering with a median of 5 ms; 99 of 100 within 12 ms. */
    public static CityOrigin start(Cities cities, long seed) {
        return start(cities, new OriginLatency(Duration.ofMillis(5), 0.35, seed));
    }

    static CityOrigin start(Cities cities, OriginLatency latency) {
        // The port is not one of those that the system hands out by itself (32768 and up): while the origin is down,
        // a client's connection could otherwise be given that very port and connect to itself.
        Random ports = new Random();
        for (int attempt = 0; attempt < 100; attempt++) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 20_000 + ports.nextInt(10_000));
            try {
                return new CityOrigin(cities, latency, newServer(address));
            } catch (BindException taken) {
                // try another
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no free port between 20000 and 30000");
    }

    /** Where it listens when it is not down. */
    public URI uri() {
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /** From now on it behaves so. Requests that are already being answered are, unless it goes down. */
    public synchronized void become(Condition next) {
        condition = next;
        if (next == Condition.DOWN && server != null) {
            server.stop(0);
            server = null;
        } else if (next != Condition.DOWN && server == null) {
            try {
                serveWith(newServer(address));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot listen on " + address + " again", e);
            }
        }
    }

    private void serveWith(HttpServer fresh) {
        fresh.setExecutor(handlers);
        fresh.createContext("/cities/", this::handle);
        fresh.start();
        server = fresh;
    }

    private void handle(HttpExchange exchange) {
        // No thread waits with the request: the exchange is finished later, by the timer.
        switch (condition) {
            case NORMAL -> after(latency.next(), () -> answer(exchange));
            case SLOW -> after(latency.next().plus(SLOWNESS), () -> answer(exchange));
            case HANGS -> after(LET_GO, exchange::close);
            case DOWN -> exchange.close();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the tasks deal with their failures themselves
    private void after(Duration delay, Runnable task) {
        timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            City city = cities.find(path.substring("/cities/".length()));
            if (city == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] body = CityJson.write(city).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException gone) {
            // The client gave up, or the origin went down meanwhile: nobody is there to be told.
        }
    }

    @Override
    public void close() {
        become(Condition.DOWN);
        timer.shutdownNow();
        handlers.shutdownNow();
    }

    static HttpServer newServer(InetSocketAddress address) throws IOException {
        return HttpServer.create(address, BACKLOG);
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
