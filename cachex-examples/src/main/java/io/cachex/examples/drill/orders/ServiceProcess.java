package io.cachex.examples.drill.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running {@link OrderService}, and what it says. */
final class ServiceProcess implements AutoCloseable {

    private final Process process;
    private final Thread listener;
    private final List<Long> accepted = new ArrayList<>(); // guarded by this, as what follows
    private final List<Long> parked = new ArrayList<>();
    private boolean ended;

    ServiceProcess(Contender contender, String database, Path journal, long first, int rate) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        OrderService.class.getName(),
                        contender.name(),
                        database,
                        journal.toString(),
                        Long.toString(first),
                        Integer.toString(rate))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        listener = new Thread(this::listen, "service");
        listener.start();
    }

    /** Of this JVM; Maven keeps its own in a class loader. */
    private static String classPath() {
        if (!(OrderService.class.getClassLoader() instanceof URLClassLoader loader)) {
            return System.getProperty("java.class.path");
        }
        List<String> entries = new ArrayList<>();
        for (URL url : loader.getURLs()) {
            try {
                entries.add(Path.of(url.toURI()).toString());
            } catch (URISyntaxException e) {
                throw new IllegalStateException("not a path: " + url, e);
            }
        }
        return String.join(System.getProperty("path.separator"), entries);
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line);
            }
        } catch (IOException e) {
            // killed: what it said before has been read
        }
    }

    private synchronized void hear(String line) {
        if (line.startsWith(OrderService.ACCEPTED)) {
            accepted.add(Long.parseLong(line.substring(OrderService.ACCEPTED.length())));
        } else if (line.startsWith(OrderService.PARKED)) {
            parked.add(Long.parseLong(line.substring(OrderService.PARKED.length())));
        } else if (line.equals(OrderService.END)) {
            ended = true;
        }
    }

    /** The changes that it said it had accepted. */
    synchronized List<Long> accepted() {
        return List.copyOf(accepted);
    }

    /** Those that it said it had given up, which it says at its end. */
    synchronized List<Long> parked() {
        return List.copyOf(parked);
    }

    /** As {@code kill -9}: nothing in it learns of it. Returns when all that it said has been heard. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        listener.join();
    }

    /** Lets it take no more orders, and end; whether it did in time. */
    boolean finish(Duration atMost) throws InterruptedException, IOException {
        process.getOutputStream().close();
        boolean gone = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (gone) {
            listener.join();
        }
        synchronized (this) {
            return gone && ended;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
