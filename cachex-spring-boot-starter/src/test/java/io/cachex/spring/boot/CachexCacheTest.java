package io.cachex.spring.boot;

import io.cachex.springtests.CachexCacheContract;

class CachexCacheTest extends CachexCacheContract {}
