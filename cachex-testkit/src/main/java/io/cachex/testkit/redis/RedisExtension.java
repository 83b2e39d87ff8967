package io.cachex.testkit.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a real Redis:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final RedisExtension REDIS = RedisExtension.create().flushingBeforeEach();
 * }</pre>
 *
 * <p>or {@code @ExtendWith(RedisExtension.class)} and a parameter of type {@code RedisExtension}.
 *
 * <p><b>Which.</b> The one named by the environment variable {@code CACHEX_REDIS_URI}; else one in a container, where
 * a Docker engine answers; else the server that comes with the kit (Redis 7.0 for Linux and macOS). It is started when it
 * is first asked for and shared by all test classes of the JVM: tests that run in parallel use keys of their own and do
 * not flush.
 *
 * <p><b>Faults.</b> {@link #server()} is a process for this test class alone, which may be killed and frozen. Where a
 * server is named by the environment variable, tests that ask for it are skipped, and say so.
 */
public final class RedisExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private final boolean flushes;
    private boolean isOfClass; // guarded by this
    private @Nullable RedisServer server; // guarded by this

    /** For {@code @ExtendWith}: nothing is flushed. */
    public RedisExtension() {
        this(false);
    }

    private RedisExtension(boolean flushes) {
        this.flushes = flushes;
    }

    /** A server that keeps what tests leave there. */
    public static RedisExtension create() {
        return new RedisExtension();
    }

    /**
     * The same, but {@linkplain #flushAll() emptied} before each test. Mind what that means for a server named by
     * {@code CACHEX_REDIS_URI}.
     */
    public RedisExtension flushingBeforeEach() {
        return new RedisExtension(true);
    }

    /** The address of the shared server, with its password if it has one. */
    public String uri() {
        return SharedRedis.get().uri();
    }

    /** Deletes everything on the shared server. */
    public void flushAll() {
        command("FLUSHALL");
    }

    /**
     * Sends the shared server one command on a connection of its own.
     *
     * @param parts the command's name and its arguments
     * @return {@link String}, {@link Long}, {@link java.util.List} or null
     * @throws RespError if the server answers with an error
     * @throws java.io.UncheckedIOException if it does not answer within 10 s
     * @throws IllegalStateException if its address is not of the form {@code redis://host:port}
     */
    public @Nullable Object command(String... parts) {
        try (RespConnection connection = SharedRedis.get().connect()) {
            return connection.command(parts);
        }
    }

    /**
     * A server of this test class alone, or of this test where the extension is not in a static field. Started when it is
     * first asked for, and started again if the test before has left it ended or frozen; never flushed.
     *
     * @throws org.opentest4j.TestAbortedException if {@code CACHEX_REDIS_URI} is set: the test is skipped
     */
    public synchronized RedisServer server() {
        assumeTrue(
                isAllowed(System.getenv(SharedRedis.VARIABLE)),
                "this test kills its server: not with one named by " + SharedRedis.VARIABLE);
        if (server == null) {
            server = RedisServer.create();
        }
        return server.start();
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        isOfClass = true;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        recover();
        if (flushes) {
            flushAll();
        }
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        if (!isOfClass) {
            end();
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        end();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RedisExtension.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return this;
    }

    @Override
    public String toString() {
        return "redisExtension" + (flushes ? "(flushing before each test)" : "");
    }

    /** Whether servers may be started, with this value of the variable. */
    static boolean isAllowed(@Nullable String configured) {
        return configured == null || configured.isBlank();
    }

    private synchronized void recover() {
        if (server != null && server.isRunning()) {
            server.thaw();
        }
    }

    private void end() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
