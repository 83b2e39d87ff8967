package io.cachex.profile.core;

import io.cachex.Compression;
import io.cachex.Rules;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import org.jspecify.annotations.Nullable;

/** {@code cache.compression}: makes values smaller on their way to the store. */
final class CompressionSection {

    private CompressionSection() {}

    static Section<?, ?> section() {
        return Section.ofCache("compression", plan -> new Draft())
                .meaning(
                        "Compresses values on their way to the store. Wants a store; every cache reads what any other has"
                                + " compressed.")
                .option(Option.<Draft, Format>of("format", Kind.of(Format.class), (draft, name) -> draft.format = name)
                        .byDefault("deflate")
                        .meaning("`zstd` is faster and wants the library `com.github.luben:zstd-jni`"))
                .option(Option.<Draft, Integer>of("level", Kind.INT, (draft, level) -> draft.level = level)
                        .otherwise("6 for deflate, 3 for zstd")
                        .atLeast(1)
                        .atMost(19)
                        .range("1 to 9 for deflate, to 19 for zstd")
                        .meaning("trades time for size"))
                .option(Option.<Draft, Long>of("above", Kind.SIZE, Draft::above)
                        .byDefault("1KB")
                        .meaning("shorter values stay as they are"))
                .check(Draft::compression)
                .then((draft, plan) -> plan.builder().compression(draft.compression()));
    }

    private enum Format {
        DEFLATE,
        ZSTD
    }

    private static final class Draft {
        private Format format = Format.DEFLATE;
        private @Nullable Integer level;
        private int above = Compression.DEFAULT_ABOVE;

        void above(long bytes) {
            above = (int) Rules.between("compression.above", bytes, 0, Integer.MAX_VALUE);
        }

        Compression compression() {
            Compression chosen = format == Format.ZSTD ? Compression.zstd() : Compression.deflate();
            Compression bounded = chosen.above(above);
            return level == null ? bounded : bounded.level(level);
        }
    }
}
