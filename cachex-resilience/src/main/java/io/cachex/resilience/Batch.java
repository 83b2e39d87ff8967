package io.cachex.resilience;

import java.util.List;

/**
 * Lines whose first writes are to be made together.
 *
 * @param isTrial whether it is to find out if the target is back
 */
record Batch(Course course, List<KeyLine> lines, boolean isTrial) {

    /** A write that a sink has. */
    record Flight(KeyLine line, Waiting write) {}

    Target target() {
        return course.target;
    }
}
