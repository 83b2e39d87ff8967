package io.cachex.spring.boot3;

import io.cachex.springtests.ServiceContract;

class ServiceTest extends ServiceContract {}
