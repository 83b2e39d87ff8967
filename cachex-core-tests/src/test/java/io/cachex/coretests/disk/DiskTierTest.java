package io.cachex.coretests.disk;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.LoadException;
import io.cachex.Lookup;
import io.cachex.Near;
import io.cachex.PutOptions;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.disk.DiskStore;
import io.cachex.spi.Tier;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** I4: a near tier over a store on the local disk, through restarts of the process. */
@Timeout(60)
class DiskTierTest {

    @TempDir
    private Path directory;

    private final AtomicInteger loads = new AtomicInteger();
    private boolean isOriginDown;
    private FakeTime time = new FakeTime();

    private Cache<String> run() {
        return Cache.builder("users", String.class)
                .near(Near.maximumSize(100))
                .store(DiskStore.builder(directory.resolve("store"))
                        .timeSource(time)
                        .build())
                .storePolicies() // a write that is under way while the clock is set must not be tried again later
                .ttl(ofMinutes(5))
                .staleIfError(ofHours(1))
                .loader((String key) -> {
                    if (isOriginDown) {
                        throw new IOException("down");
                    }
                    return key + " " + loads.incrementAndGet();
                })
                .timeSource(time)
                .build();
    }

    /** Another process on the same machine: the clock on the wall goes on, the monotonic one is another. */
    private void restartAfter(Duration wall) {
        Duration passed =
                Duration.between(new FakeTime().instant(), time.instant()).plus(wall);
        time = FakeTime.at(time.nanos() + Duration.ofDays(3).toNanos());
        time.stepWallClock(passed);
    }

    /** I4: what was put and what was loaded is read from the disk, as old as it is, and then is near. */
    @EachFace
    void whatWasThereIsThereAgainWithItsAge(Face face) {
        try (Cache<String> before = run()) {
            face.of(before).put("put", "v");
            face.of(before).get("loaded");
            time.advance(ofMinutes(1));
        }
        restartAfter(ofMinutes(2));

        try (Cache<String> cache = run()) {
            Lookup<String> found = face.of(cache).find("put");

            assertThat(found.value()).isEqualTo("v");
            assertThat(found.tier()).isEqualTo(Tier.STORE);
            assertThat(found.age()).isBetween(ofMinutes(3), ofMinutes(3).plusSeconds(1));
            assertThat(face.of(cache).get("loaded")).isEqualTo("loaded 1");
            assertThat(face.of(cache).find("put").tier()).isEqualTo(Tier.NEAR);
            time.advance(ofMinutes(2).plusSeconds(1));
            assertThat(face.of(cache).get("loaded"))
                    .as("five minutes after its load, in whichever process")
                    .isEqualTo("loaded 2");
        }
    }

    /** A9: who invalidates by tag does it for the copies on the disk, those of later processes included. */
    @EachFace
    void aTagThatWasInvalidatedStaysSo(Face face) {
        PutOptions tagged = PutOptions.defaults().tags("tenant:7");
        try (Cache<String> first = run()) {
            face.of(first).put("early", "v", tagged);
            face.of(first).invalidateTag("tenant:7");
            face.of(first).put("late", "v", tagged);
            face.of(first).put("other", "v", PutOptions.defaults().tags("tenant:8"));
        }
        restartAfter(ofMinutes(1));
        try (Cache<String> second = run()) {
            assertThat(face.of(second).getIfPresent("early")).isNull();
            assertThat(face.of(second).getIfPresent("late")).isEqualTo("v");
            face.of(second).invalidateTag("tenant:7");
        }
        restartAfter(ofMinutes(1));

        try (Cache<String> third = run()) {
            assertThat(face.of(third).getIfPresent("early")).isNull();
            assertThat(face.of(third).getIfPresent("late")).isNull();
            assertThat(face.of(third).getIfPresent("other")).isEqualTo("v");
        }
    }

    /** A5: what was cleared or invalidated does not come back, and what was put afterwards does. */
    @EachFace
    void whatWasClearedStaysSo(Face face) {
        try (Cache<String> before = run()) {
            face.of(before).put("cleared", "v");
            face.of(before).clear();
            face.of(before).put("kept", "v");
            face.of(before).put("invalidated", "v");
            face.of(before).invalidate("invalidated");
        }
        restartAfter(ofMinutes(1));

        try (Cache<String> cache = run()) {
            assertThat(face.of(cache).getIfPresent("cleared")).isNull();
            assertThat(face.of(cache).getIfPresent("invalidated")).isNull();
            assertThat(face.of(cache).getIfPresent("kept")).isEqualTo("v");
        }
    }

    /** I2, B4: a process that starts in an outage serves what is on the disk, to the bound from its load and no further. */
    @EachFace
    void whatIsOldStandsInForAnOriginThatIsDown(Face face) {
        try (Cache<String> before = run()) {
            face.of(before).get("k");
        }
        isOriginDown = true;
        restartAfter(ofMinutes(30));
        try (Cache<String> cache = run()) {
            Lookup<String> found = face.of(cache).find("k");

            assertThat(found.value()).isEqualTo("k 1");
            assertThat(found.staleReason()).isEqualTo(Lookup.StaleReason.LOAD_FAILED);
            assertThat(found.age()).isBetween(ofMinutes(30), ofMinutes(30).plusSeconds(1));
        }
        restartAfter(ofMinutes(40));

        try (Cache<String> cache = run()) {
            assertThatThrownBy(() -> face.of(cache).get("k")).isInstanceOf(LoadException.class);
        }
    }
}
