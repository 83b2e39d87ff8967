package io.cachex.testkit.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server in a process of its own: {@code RedisServer.create("maxmemory 2mb").start()}.
 *
 * <p>It listens on a free port of the loopback interface, keeps nothing on disk unless configured to, and keeps its port
 * over any number of starts. The process ends with {@link #close()}, and at the latest with this JVM; only a JVM that is
 * itself killed leaves it behind. Needs no installation: the program comes with the kit.
 *
 * <p>Safe for use by many threads. Whatever concerns the process takes effect before the method returns.
 */
public final class RedisServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int PORTS_TRIED = 10;
    private static final String REQUIREPASS = "requirepass ";

    private final List<String> config;
    private final List<String> arguments;
    private final Path directory;
    private int port = LoopbackPorts.free(); // guarded by this
    private int clusterPort; // guarded by this; 0 for none
    private boolean hasStarted; // guarded by this
    private @Nullable ServerProcess process; // guarded by this

    private RedisServer(List<String> config, List<String> arguments) {
        this.config = config;
        this.arguments = arguments;
        try {
            this.directory = Files.createTempDirectory("cachex-redis-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A server that is not yet started.
     *
     * @param config lines of {@code redis.conf} on top of the defaults above, such as {@code maxmemory 2mb},
     *     {@code requirepass secret}, {@code user ann on >secret ~* +@all} or
     *     {@code client-output-buffer-limit pubsub 1mb 512kb 2}; port, address and directory are not for you to set
     */
    public static RedisServer create(String... config) {
        return new RedisServer(List.of(config), List.of());
    }

    /** A server with arguments of its program besides. */
    static RedisServer create(List<String> config, String... arguments) {
        return new RedisServer(List.copyOf(config), List.of(arguments));
    }

    /** A node of a cluster, which has a second port. */
    static RedisServer createForCluster(List<String> config) {
        RedisServer node = new RedisServer(List.copyOf(config), List.of());
        node.clusterPort = LoopbackPorts.free();
        return node;
    }

    /**
     * Starts the server, unless it runs, and waits until it answers (about 50 ms).
     *
     * @return this
     * @throws IllegalStateException if it does not come up, with what it printed
     */
    public RedisServer start() {
        launch();
        awaitAnswer();
        return this;
    }

    /** Begins to start the server, unless it runs. */
    synchronized void launch() {
        if (process != null && process.isAlive()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(RedisProgram.path().toString(), writeConfig()));
        command.addAll(arguments);
        if (process != null) {
            process.forget();
        }
        process = ServerProcess.start(directory, command);
    }

    /** Waits until the server answers; takes another port if somebody was quicker. */
    synchronized void awaitAnswer() {
        for (int i = 0; i < PORTS_TRIED; i++) {
            Waiting.until("an answer of the server at port " + port, () -> !isRunning() || answers());
            if (isRunning()) {
                hasStarted = true;
                return;
            }
            if (hasStarted || !process().output().contains("Could not create server TCP listening socket")) {
                break;
            }
            port = LoopbackPorts.free();
            clusterPort = clusterPort == 0 ? 0 : LoopbackPorts.free();
            deleteData();
            launch();
        }
        throw new IllegalStateException(
                "the server did not come up:\n" + process().output());
    }

    /** Ends the server in an orderly way; does nothing if it does not run. */
    public synchronized void stop() {
        if (isRunning()) {
            process().stop();
        }
    }

    /** Ends the server at once, as {@code kill -9}; does nothing if it does not run. */
    public synchronized void kill() {
        if (isRunning()) {
            process().kill();
        }
    }

    /** Kills the server, deletes its data and starts it anew on the same port. */
    public synchronized void restartEmpty() {
        kill();
        deleteData();
        start();
    }

    /**
     * Stops the process where it stands, as {@code kill -STOP}: connections stay open, the system still accepts new ones,
     * nothing is answered.
     *
     * @throws IllegalStateException if the server does not run
     */
    public synchronized void freeze() {
        running().freeze();
    }

    /** Lets a frozen server go on with what it was sent meanwhile; does nothing if it is not frozen. */
    public synchronized void thaw() {
        running().thaw();
    }

    /** Whether the process is there, frozen or not. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** The host it listens on, {@code 127.0.0.1}. */
    public String host() {
        return LoopbackPorts.HOST;
    }

    /** The port it listens on; known before the first start, but another one if that was taken meanwhile. */
    public synchronized int port() {
        return port;
    }

    synchronized int clusterPort() {
        return clusterPort;
    }

    /** The process's id. */
    public synchronized long pid() {
        return running().pid();
    }

    /** Its address for a client, with the password of {@code requirepass} if there is one. */
    public String uri() {
        return uri(port());
    }

    /** The same for another port that leads here. */
    String uri(int otherPort) {
        String password = password();
        String login = password == null ? "" : ":" + URLEncoder.encode(password, StandardCharsets.UTF_8) + "@";
        return "redis://" + login + host() + ":" + otherPort;
    }

    /**
     * Sends one command on a connection of its own, as the default user; waits at most 5 s.
     *
     * @param parts the command's name and its arguments: {@code command("SET", "key", "value")}
     * @return {@link String}, {@link Long}, {@link List} or null
     * @throws RespError if the server answers with an error
     * @throws UncheckedIOException if it does not answer
     */
    public @Nullable Object command(String... parts) {
        try (RespConnection connection = connect(PATIENCE)) {
            return connection.command(parts);
        }
    }

    /**
     * A plain connection of the default user.
     *
     * @param patience how long to wait for the connection, and later for each answer
     * @throws UncheckedIOException if there is no connection
     */
    public RespConnection connect(Duration patience) {
        RespConnection connection = RespConnection.open(host(), port(), patience);
        String password = password();
        if (password != null) {
            connection.command("AUTH", password);
        }
        return connection;
    }

    /** What the server printed since it was last started. */
    public synchronized String output() {
        return process == null ? "" : process.output();
    }

    /** Ends the server at once and deletes what it has written. Idempotent; it can be started no more. */
    @Override
    public synchronized void close() {
        if (process != null) {
            process.close();
        } else {
            ServerProcess.deleteAll(directory);
        }
    }

    @Override
    public String toString() {
        return "redis(" + host() + ":" + port() + (isRunning() ? ")" : ", not running)");
    }

    /** Whether the server answers, and a section of its {@code INFO} contains this. */
    boolean infoSays(String section, String text) {
        return info(section).contains(text);
    }

    /** A section of the server's {@code INFO}; empty if it does not answer. */
    String info(String section) {
        try {
            return String.valueOf(command("INFO", section));
        } catch (RespError | UncheckedIOException e) {
            return "";
        }
    }

    /** Whether it is this server that answers at the port, not another one that has it, and it has loaded its data. */
    private boolean answers() {
        try (RespConnection connection = connect(PATIENCE)) {
            String info = String.valueOf(connection.command("INFO", "server", "persistence"));
            return info.contains("process_id:" + process().pid() + "\r\n") && !info.contains("\r\nloading:1");
        } catch (UncheckedIOException e) {
            return false;
        } catch (RespError e) { // the default user may not ask
            return process().output().contains("Ready to accept connections");
        }
    }

    private void deleteData() {
        ServerProcess.deleteAll(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String writeConfig() {
        Path file = directory.resolve("redis.conf");
        if (Files.exists(file)) { // the server may have rewritten it
            return file.toString();
        }
        List<String> lines = new ArrayList<>(List.of(
                "bind " + host(),
                "port " + port,
                "dir \"" + directory.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"',
                "save \"\"",
                "appendonly no"));
        if (clusterPort != 0) {
            lines.add("cluster-port " + clusterPort);
        }
        lines.addAll(config);
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toString();
    }

    private @Nullable String password() {
        return config.stream()
                .filter(line -> line.startsWith(REQUIREPASS))
                .map(line -> line.substring(REQUIREPASS.length()).strip())
                .findFirst()
                .orElse(null);
    }

    private ServerProcess process() {
        if (process == null) {
            throw new IllegalStateException("the server was not started");
        }
        return process;
    }

    private ServerProcess running() {
        if (!isRunning()) {
            throw new IllegalStateException("the server does not run");
        }
        return process();
    }
}
