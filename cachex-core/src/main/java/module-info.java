/** CacheX: a typed cache that keeps answering when what is behind it does not. */
module io.cachex {
    requires static transitive org.jspecify;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;
    requires static java.sql;
    requires static jdk.httpserver;
    requires tools.jackson.databind;

    exports io.cachex;
    exports io.cachex.check;
    exports io.cachex.codec;
    exports io.cachex.local;
    exports io.cachex.spi;
    exports io.cachex.store;
    exports io.cachex.webhook;

    uses io.cachex.spi.PolicyDefaults;
}
