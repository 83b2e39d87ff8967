/** The fourth act: a service that starts while everything behind it is down. */
@NullMarked
package io.cachex.examples.drill.offline;

import org.jspecify.annotations.NullMarked;
