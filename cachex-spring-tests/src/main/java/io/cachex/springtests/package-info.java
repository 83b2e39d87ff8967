/**
 * What CacheX must do in Spring, whichever line it is: contracts that the tests of both starters extend. They use nothing
 * that the two lines have in different places.
 */
@NullMarked
package io.cachex.springtests;

import org.jspecify.annotations.NullMarked;
