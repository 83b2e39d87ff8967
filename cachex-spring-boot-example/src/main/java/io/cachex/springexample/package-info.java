/** A small web service with a slow source of data, as the Spring guide shows it. */
@NullMarked
package io.cachex.springexample;

import org.jspecify.annotations.NullMarked;
