/**
 * A real Redis for tests, and its faults: {@link io.cachex.testkit.redis.RedisExtension} gives a server to whoever needs
 * one, {@link io.cachex.testkit.redis.RedisServer} is a process that can be killed and frozen,
 * {@link io.cachex.testkit.redis.FaultProxy} is a network that can be cut, slowed and lied on.
 */
@NullMarked
package io.cachex.testkit.redis;

import org.jspecify.annotations.NullMarked;
