package io.cachex.examples.drill.replay;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.examples.drill.data.Trace;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ReplayTest {

    @Test
    void aFailureWhileSendingEndsTheReplay() {
        try (Replay replay = new Replay(new Timetable(100, 5), Trace.web12(), List.of(), phase -> {
            throw new IllegalStateException("the origin cannot do that");
        })) {
            assertThatThrownBy(() -> replay.run(reading -> {}))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("the origin cannot do that");
        }
    }

    @Test
    void aFailureWhileShowingEndsTheReplay() {
        try (Replay replay = new Replay(new Timetable(100, 5), Trace.web12(), List.of(), phase -> {})) {
            assertThatThrownBy(() -> replay.run(reading -> {
                        throw new IllegalStateException("the screen is full");
                    }))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("the screen is full");
        }
    }
}
