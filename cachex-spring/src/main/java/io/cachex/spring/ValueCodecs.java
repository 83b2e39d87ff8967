package io.cachex.spring;

import io.cachex.ConfigurationException;
import io.cachex.codec.BytesCodec;
import io.cachex.codec.JsonCodec;
import io.cachex.codec.StringCodec;
import io.cachex.spi.Codec;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/** Finds the codec for a type that is named in settings. */
final class ValueCodecs {

    private ValueCodecs() {}

    /**
     * The codec of a type.
     *
     * @param type a class, or a generic type of classes such as {@code java.util.List<com.acme.User>}
     * @throws ConfigurationException if there is no such type
     */
    static Codec<?> named(String type, ClassLoader loader) {
        try {
            JavaType named =
                    TypeFactory.createDefaultInstance().withClassLoader(loader).constructFromCanonical(type.strip());
            if (named.hasRawClass(String.class)) {
                return StringCodec.of();
            }
            return named.hasRawClass(byte[].class) ? BytesCodec.of() : JsonCodec.of(named);
        } catch (RuntimeException e) {
            throw new ConfigurationException("type must be a class, or a generic type of classes: '" + type + "'", e);
        }
    }
}
