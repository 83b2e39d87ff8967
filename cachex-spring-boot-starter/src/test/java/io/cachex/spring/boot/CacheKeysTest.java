package io.cachex.spring.boot;

import io.cachex.springtests.CacheKeysContract;

class CacheKeysTest extends CacheKeysContract {}
