package io.cachex.benchmarks.before;

/** The origin. */
interface Database {

    record User(String id, String name) {}

    User findUser(String id);

    void saveUser(User user);
}
