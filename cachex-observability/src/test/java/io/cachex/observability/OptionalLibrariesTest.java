package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Who does not use a library does not need it. */
class OptionalLibrariesTest {

    /** The class path of this test, without some packages. */
    private static URLClassLoader without(Predicate<String> missing) {
        URL[] all = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(OptionalLibrariesTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(all, ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (missing.test(name)) {
                    throw new ClassNotFoundException(name + " is left out");
                }
                return super.findClass(name);
            }

            @Override
            public Enumeration<URL> findResources(String name) throws IOException {
                boolean isService = name.equals("META-INF/services/io.cachex.spi.PolicyDefaults");
                return isService && missing.test("io.cachex.resilience.StandardPolicies")
                        ? Collections.emptyEnumeration()
                        : super.findResources(name);
            }
        };
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }

    /** Shows a cache, without the library; run by another class loader. */
    public static final class Story implements Runnable {
        @Override
        public void run() {
            var registry = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
            try (io.cachex.Cache<String> cache = io.cachex.Cache.builder("users", String.class)
                    .loader(key -> key)
                    .store(io.cachex.store.MemoryStore.of(1 << 20))
                    .observer(Metrics.of(registry))
                    .build()) {
                cache.get("a");
                cache.get("a");
                double hits = registry.get("cachex.hits")
                        .tag("tier", "near")
                        .functionCounter()
                        .count();
                if (hits != 1) {
                    throw new AssertionError("hits: " + hits);
                }
            }
        }
    }

    private static void run(ClassLoader loader) throws ReflectiveOperationException {
        Runnable story = (Runnable)
                loader.loadClass(Story.class.getName()).getDeclaredConstructor().newInstance();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader); // where services are looked for
        try {
            story.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Metrics work without cachex-resilience. */
    @Test
    void metricsWorkWithoutResilience() throws Exception {
        try (URLClassLoader loader = without(name -> name.startsWith("io.cachex.resilience"))) {
            assertThatThrownBy(() -> loader.loadClass("io.cachex.resilience.CircuitBreaker"))
                    .isInstanceOf(ClassNotFoundException.class);

            run(loader);
        }
    }

    /** The guard of the test above: with everything there the story runs, too. */
    @Test
    void metricsWorkWithEverything() throws Exception {
        try (URLClassLoader loader = without(name -> false)) {
            run(loader);
        }
    }

    /** The module's classes load without Micrometer, until metrics are asked for. */
    @Test
    void nothingIsLinkedWithoutMicrometerBeforeItIsUsed() throws Exception {
        try (URLClassLoader loader = without(name -> name.startsWith("io.micrometer"))) {
            Class<?> metrics = Class.forName("io.cachex.observability.Metrics", false, loader);

            assertThat(metrics.getName()).endsWith("Metrics");
            assertThatThrownBy(() -> run(loader)).isInstanceOf(NoClassDefFoundError.class);
        }
    }
}
