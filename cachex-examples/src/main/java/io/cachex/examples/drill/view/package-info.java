/** What the drill shows: a table that is redrawn, lines, or JSON; and at the end a summary and a verdict. */
@NullMarked
package io.cachex.examples.drill.view;

import org.jspecify.annotations.NullMarked;
