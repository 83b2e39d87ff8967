package io.cachex.spring.boot3;

import io.cachex.springtests.CacheKeysContract;

class CacheKeysTest extends CacheKeysContract {}
