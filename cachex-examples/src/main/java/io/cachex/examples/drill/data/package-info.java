/** The drill's real input: a recorded request stream, and the cities that the origin serves. See {@code NOTICE.md} beside the files. */
@NullMarked
package io.cachex.examples.drill.data;

import org.jspecify.annotations.NullMarked;
