package io.cachex.redis;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which history the data of a server has: Redis gives it another name when a server is restarted and when a replica takes
 * over. So a node that has seen one name and then another knows that changes may be lost that were acknowledged. For one
 * server, or one master of a cluster, whatever the connection.
 */
final class History {

    private static final Script NAME = Script.of("bushistory.lua");

    private @Nullable String last; // the answers' thread's
    private volatile @Nullable BusLine told; // the line whose server has told its name; written with the answers

    /** Asks, unless it is known already. */
    void ask(BusLine line, Consumer<List<Object>> answer) {
        if (told != line) {
            line.ask(NAME, List.of(), List.of(), answer);
        }
    }

    /** The server at the other end of this line has told, one at a time; returns whether its history is another one than before. */
    boolean isAnother(BusLine line, List<Object> answer) {
        String now = Answers.text(answer.get(0));
        boolean isAnother = last != null && !last.equals(now);
        last = now;
        told = line;
        return isAnother;
    }
}
