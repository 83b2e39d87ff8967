package io.cachex;

import io.cachex.codec.BytesCodec;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Keeps callers from changing what is cached: values are copied on their way in and out, if asked for. */
final class Protection<T> {

    private final @Nullable UnaryOperator<T> copier;

    private Protection(@Nullable UnaryOperator<T> copier) {
        this.copier = copier;
    }

    /** Byte arrays are never shared; other values are if nobody asked for copies. */
    @SuppressWarnings("unchecked") // a copy of a byte array is a byte array
    static <T> Protection<T> of(Options<T> options) {
        if (options.copier != null) {
            return new Protection<>(options.copier);
        }
        return new Protection<>(options.codec instanceof BytesCodec ? value -> (T) ((byte[]) value).clone() : null);
    }

    boolean isOn() {
        return copier != null;
    }

    T out(T value) {
        return copier == null ? value : copier.apply(value);
    }

    /** An answer's value as its caller gets it: what nobody else has need not be copied. */
    @Nullable
    T out(Served<T> served) {
        T value = served.value();
        return value == null || served.isOwn() ? value : out(value);
    }

    T in(T value) {
        return out(value);
    }
}
