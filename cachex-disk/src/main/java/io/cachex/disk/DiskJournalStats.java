package io.cachex.disk;

/**
 * What a {@link DiskJournal} has done since it was opened, and what it takes.
 *
 * @param appends writes and letters that were written
 * @param forces how often the log was forced to the disk; fewer than appends, as those that wait together share one
 * @param segments files of the log
 * @param diskBytes what these files take
 * @param liveBytes what of that is still needed
 * @param tornBytes what was cut off at the end of the log when it was opened: the beginning of a write that nobody was
 *     told of
 * @param corruptSegments files that were found damaged, and are kept under a name that ends in {@code .corrupt}
 */
public record DiskJournalStats(
        long appends, long forces, int segments, long diskBytes, long liveBytes, long tornBytes, int corruptSegments) {

    static final DiskJournalStats NOTHING = new DiskJournalStats(0, 0, 0, 0, 0, 0, 0);
}
