/** Sends the recorded requests to every cache at the same pace, whatever they answer, and measures what comes back. */
@NullMarked
package io.cachex.examples.drill.replay;

import org.jspecify.annotations.NullMarked;
