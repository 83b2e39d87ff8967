package io.cachex.resilience;

import io.cachex.spi.MissGuard;
import java.util.stream.IntStream;

/** Keys that nobody has: of one a guard may say "maybe" by chance, of a hundred it may not. */
final class Unknown {

    private Unknown() {}

    /** Whether the guard tells what is not there from what is. */
    static boolean isDeniedBy(MissGuard guard) {
        return IntStream.range(0, 100).anyMatch(i -> !guard.mightExist("unknown:" + i));
    }
}
