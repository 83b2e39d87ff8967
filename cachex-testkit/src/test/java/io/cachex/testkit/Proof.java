package io.cachex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs a contract and tells which of its tests failed: none for what is right, the expected ones for what is wrong. */
final class Proof {

    private final Events tests;

    private Proof(Events tests) {
        this.tests = tests;
    }

    static Proof of(Class<?> contract) {
        return run(selectClass(contract));
    }

    /** At least this test of the contract fails. */
    static void fails(Class<?> contract, String test) {
        Events tests = run(selectMethod(contract, test)).tests;
        assertThat(names(tests.started())).as("tests run").containsExactly(test);
        assertThat(names(tests.failed())).as("tests failed").containsExactly(test);
    }

    private static Proof run(DiscoverySelector selector) {
        return new Proof(EngineTestKit.engine("junit-jupiter")
                .selectors(selector)
                .execute()
                .testEvents());
    }

    /** No test failed, and only these were skipped. */
    void holds(String... skipped) {
        tests.failed().stream().findFirst().ifPresent(failed -> {
            throw new AssertionError("failed: " + failed);
        });
        assertThat(names(tests.aborted())).as("tests skipped").containsExactlyInAnyOrder(skipped);
        assertThat(tests.succeeded().count()).isPositive();
    }

    /** Every test was skipped, and said why. */
    void isSkipped() {
        assertThat(tests.started().count()).isPositive();
        assertThat(names(tests.aborted())).isEqualTo(names(tests.started()));
    }

    private static Set<String> names(Events events) {
        return events.stream()
                .flatMap(event -> event.getTestDescriptor().getSource().stream())
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
