package io.cachex.testkit.redis;

import io.cachex.testkit.redis.FaultProxy.Direction;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What is wrong in one direction of a {@link FaultProxy}.
 *
 * @param isHole whether what arrives is swallowed
 * @param delayNanos how much later it is passed on
 * @param rewriters what is done to each frame before that
 */
record ProxyFaults(boolean isHole, long delayNanos, List<UnaryOperator<byte[]>> rewriters) {

    static final ProxyFaults NONE = new ProxyFaults(false, 0, List.of());

    ProxyFaults withHole() {
        return new ProxyFaults(true, delayNanos, rewriters);
    }

    ProxyFaults withDelay(long nanos) {
        return new ProxyFaults(isHole, nanos, rewriters);
    }

    ProxyFaults withRewriter(UnaryOperator<byte[]> rewriter) {
        return new ProxyFaults(
                isHole,
                delayNanos,
                Stream.concat(rewriters.stream(), Stream.of(rewriter)).toList());
    }

    /** The frame as it is passed on; empty if it is swallowed. */
    byte[] rewrite(byte[] frame) {
        byte[] rewritten = frame;
        for (UnaryOperator<byte[]> rewriter : rewriters) {
            if (rewritten.length > 0) {
                rewritten = rewriter.apply(rewritten);
            }
        }
        return rewritten;
    }

    static boolean concerns(Direction asked, Direction one) {
        return asked == Direction.BOTH || asked == one;
    }
}
