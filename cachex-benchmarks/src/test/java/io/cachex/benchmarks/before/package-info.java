/** What the pages about migration begin with, written as it is with the other library; DocumentationTest compares. */
@NullMarked
package io.cachex.benchmarks.before;

import org.jspecify.annotations.NullMarked;
