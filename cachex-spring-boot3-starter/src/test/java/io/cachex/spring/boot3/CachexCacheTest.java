package io.cachex.spring.boot3;

import io.cachex.springtests.CachexCacheContract;

class CachexCacheTest extends CachexCacheContract {}
