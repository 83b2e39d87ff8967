/** CacheX: a typed cache that keeps answering when what is behind it does not. */
module io.cachex {
    requires java.management;
    requires static transitive org.jspecify;
    requires com.github.benmanes.caffeine;
    requires static com.github.luben.zstd_jni;
    requires org.slf4j;
    requires static java.sql;
    requires static jdk.httpserver;
    requires tools.jackson.databind;
    requires static tools.jackson.dataformat.cbor;
    requires static tools.jackson.dataformat.smile;

    exports io.cachex;
    exports io.cachex.check;
    exports io.cachex.codec;
    exports io.cachex.local;
    exports io.cachex.profile;
    exports io.cachex.spi;
    exports io.cachex.store;
    exports io.cachex.webhook;

    uses io.cachex.spi.PolicyDefaults;

    provides io.cachex.profile.SectionProvider with
            io.cachex.profile.core.CoreSections;
}
