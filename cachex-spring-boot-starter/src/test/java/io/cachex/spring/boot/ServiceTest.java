package io.cachex.spring.boot;

import io.cachex.springtests.ServiceContract;

class ServiceTest extends ServiceContract {}
