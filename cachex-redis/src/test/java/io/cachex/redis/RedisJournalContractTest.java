package io.cachex.redis;

import io.cachex.spi.Journal;
import io.cachex.testkit.JournalContract;
import io.cachex.testkit.redis.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** E5: the journal in Redis keeps what any other keeps. */
class RedisJournalContractTest extends JournalContract {

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final Nodes nodes = new Nodes();
    private final Redis redis = nodes.at(REDIS.uri());
    private final String name = "journal-" + new Random().nextLong();
    private boolean killed;

    @Override
    protected Journal createJournal() {
        return redis.journal(name, SILENCE);
    }

    /** Nobody knows of a death before the dead one was silent for long enough. */
    @Override
    protected Journal.Contents open(Journal fresh) {
        Journal.Contents found = fresh.open(CACHE);
        if (killed && found.isEmpty()) {
            List<Journal.Contents> later = new ArrayList<>();
            Nodes.soon()
                    .until(() -> later.add(Nodes.answer(fresh.takeOver()))
                            && !later.get(later.size() - 1).isEmpty());
            return later.get(later.size() - 1);
        }
        return found;
    }

    @Override
    protected void kill(Journal victim) {
        Objects.requireNonNull(((RedisJournal) victim).opened()).abandon();
        killed = true;
    }

    @AfterEach
    void closeNodes() {
        nodes.close();
    }
}
