/** The third act: orders that are written behind a database, by a service that is killed. */
@NullMarked
package io.cachex.examples.drill.orders;

import org.jspecify.annotations.NullMarked;
