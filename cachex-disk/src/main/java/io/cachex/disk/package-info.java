/**
 * A journal on the local disk, {@link io.cachex.disk.DiskJournal}: what write-behind has accepted, and its dead letters,
 * survive the process and, as far as the mode says, the machine.
 *
 * <p>From the outside in: {@code DiskJournal} opens, {@code Recovery} reads what an earlier run has left, {@code Committer}
 * makes many appends one write, {@code SegmentLog} writes it, {@code Ledger} knows what is still needed and where it stands,
 * {@code Compaction} keeps the disk from filling. {@code Frame}, {@code Records} and {@code SegmentHeader} are the format.
 *
 * <p>A file for a cache's near tier while the process is away, {@link io.cachex.disk.Snapshot}: {@code SnapshotDraft} writes it,
 * {@code SavedSnapshot} reads it, {@code SnapshotFolder} is where it stands, {@code SnapshotLayout} how.
 *
 * <p>A store, {@link io.cachex.disk.DiskStore}: it has the thread and the clock, {@code Shelf} the entries and their bound,
 * {@code ShelfFile} the library's file, {@code ShelfRecord} is the format of an entry.
 */
@NullMarked
package io.cachex.disk;

import org.jspecify.annotations.NullMarked;
