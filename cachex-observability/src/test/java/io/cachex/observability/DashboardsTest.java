package io.cachex.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** N1, N4: the dashboard and the alert rules ask for nothing that is not scraped. */
class DashboardsTest {

    private static final String DASHBOARD = "docs/dashboards/cachex-grafana.json";
    private static final String ALERTS = "docs/dashboards/cachex-alerts.yaml";
    private static final String ALERTS_TEST = "docs/dashboards/cachex-alerts-test.yaml";

    private static Scrape scrape;

    @BeforeAll
    static void scrapeEverything() {
        try (Shop shop = new Shop().day()) {
            scrape = shop.scrape();
        }
    }

    @AfterAll
    static void forget() {
        scrape = null;
    }

    private static JsonNode dashboard() {
        return JsonMapper.shared().readTree(Repository.text(DASHBOARD));
    }

    private static List<String> expressionsOf(JsonNode dashboard) {
        return dashboard.findValuesAsString("expr");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rules() {
        Map<String, Object> file = yaml(ALERTS);
        List<Map<String, Object>> groups = (List<Map<String, Object>>) file.get("groups");
        return groups.stream()
                .flatMap(group -> ((List<Map<String, Object>>) group.get("rules")).stream())
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(String path) {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(Repository.text(path));
    }

    private static void assertScraped(String expression) {
        Set<String> metrics = PromQl.metrics(expression);
        assertThat(metrics).as(expression).isNotEmpty();
        assertThat(scrape.names()).as(expression).containsAll(metrics);
        Set<String> labels = new TreeSet<>();
        metrics.forEach(metric -> labels.addAll(scrape.labels(metric)));
        assertThat(labels).as(expression).containsAll(PromQl.labels(expression));
    }

    /** Every panel asks for metrics and labels that exist, of the caches and the source that were chosen. */
    @Test
    void everyPanelIsAboutMetricsThatExist() {
        JsonNode dashboard = dashboard();
        List<String> expressions = expressionsOf(dashboard);

        assertThat(expressions).hasSizeGreaterThan(30).allSatisfy(expression -> {
            assertScraped(expression);
            assertThat(expression).contains("cache=~\"$cache\"");
        });
        for (JsonNode panel : dashboard.get("panels")) {
            if (!panel.get("type").asString().equals("row")) {
                assertThat(panel.get("title").asString()).isNotBlank();
                assertThat(panel.get("description").asString()).isNotBlank();
                assertThat(panel.get("targets").size()).isPositive();
                panel.get("targets")
                        .forEach(target -> assertThat(
                                        target.get("datasource").get("uid").asString())
                                .isEqualTo("${datasource}"));
            }
        }
    }

    /** The dashboard lets its reader choose a source and caches. */
    @Test
    void theDashboardHasItsVariables() {
        JsonNode variables = dashboard().get("templating").get("list");

        assertThat(variables.findValuesAsString("name")).containsExactly("datasource", "cache");
        assertThat(PromQl.metrics(
                        variables.get(1).get("definition").asString().replaceAll("label_values\\((.*),.*", "$1")))
                .allSatisfy(metric -> assertThat(scrape.names()).contains(metric));
    }

    /** No two panels have the same id or cover each other. */
    @Test
    void panelsDoNotCoverEachOther() {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : dashboard().get("panels")) {
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            JsonNode at = panel.get("gridPos");
            for (int x = at.get("x").asInt();
                    x < at.get("x").asInt() + at.get("w").asInt();
                    x++) {
                for (int y = at.get("y").asInt();
                        y < at.get("y").asInt() + at.get("h").asInt();
                        y++) {
                    assertThat(cells.add(x + ":" + y))
                            .as(panel.get("title").asString())
                            .isTrue();
                    assertThat(x).isLessThan(24);
                }
            }
        }
    }

    /** The rules ask for metrics and labels that exist, and say how bad it is and what it is about. */
    @Test
    void everyAlertIsAboutMetricsThatExist() {
        List<Map<String, Object>> rules = rules();

        assertThat(rules)
                .extracting(rule -> rule.get("alert"))
                .contains(
                        "CacheHitRatioLow",
                        "CacheBreakerOpen",
                        "CacheDeadLettersGrowing",
                        "CacheServesStale",
                        "CacheLoadHangs",
                        "CacheUpstreamAway")
                .doesNotHaveDuplicates();
        for (Map<String, Object> rule : rules) {
            assertScraped((String) rule.get("expr"));
            assertThat(((Map<?, ?>) rule.get("labels")).keySet()).isEqualTo(Set.of("severity"));
            Map<?, ?> words = (Map<?, ?>) rule.get("annotations");
            assertThat(words.keySet()).isEqualTo(Set.of("summary", "description"));
            assertThat(words.get("summary").toString()).contains("{{ $labels.cache }}");
        }
    }

    /** N1: the threshold of the hit ratio is 0.8 over 5 minutes. */
    @Test
    void theHitRatioIsWatchedForFiveMinutes() {
        Map<String, Object> rule = rules().stream()
                .filter(one -> one.get("alert").equals("CacheHitRatioLow"))
                .findFirst()
                .orElseThrow();

        assertThat(rule.get("expr").toString()).contains("< 0.8");
        assertThat(rule).containsEntry("for", "5m");
    }

    /** The rules' own tests name rules that exist, and feed them metrics that exist. */
    @Test
    @SuppressWarnings("unchecked")
    void theTestsOfTheRulesAreAboutTheRules() {
        Set<Object> alerts = new HashSet<>();
        rules().forEach(rule -> alerts.add(rule.get("alert")));
        Set<Object> tested = new HashSet<>();

        for (Map<String, Object> test :
                (List<Map<String, Object>>) yaml(ALERTS_TEST).get("tests")) {
            for (Map<String, Object> series : (List<Map<String, Object>>) test.get("input_series")) {
                assertScraped((String) series.get("series"));
            }
            for (Map<String, Object> rule : (List<Map<String, Object>>) test.get("alert_rule_test")) {
                tested.add(rule.get("alertname"));
            }
        }

        assertThat(alerts).containsAll(tested);
        assertThat(tested).hasSizeGreaterThanOrEqualTo(6);
    }

    /** The rules fire when they should, as promtool says; skipped where there is no promtool. */
    @Test
    void promtoolConfirmsTheRules() throws Exception {
        assumeTrue(isInstalled("promtool"), "promtool is not installed");

        assertThat(run("promtool", "check", "rules", "cachex-alerts.yaml")).isZero();
        assertThat(run("promtool", "test", "rules", "cachex-alerts-test.yaml")).isZero();
    }

    private static boolean isInstalled(String tool) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(java.io.File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(Repository.file("docs/dashboards").toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0 ? 0 : fail(output);
    }

    private static int fail(String output) {
        throw new AssertionError(output);
    }

    /** The guard of those above: what is asked for is found in an expression. */
    @Test
    void readsWhatAnExpressionAsksFor() {
        String expression = "histogram_quantile(0.5, sum by (cache, le) (rate(a_bucket{x=\"b{c}\", y=~\"d\"}[5m]))) > 1"
                + " and on (cache) up == 2 or sum(c_total) without (z) offset 5m";

        assertThat(PromQl.metrics(expression)).containsExactly("a_bucket", "c_total", "up");
        assertThat(PromQl.labels(expression)).containsExactly("cache", "le", "x", "y", "z");
        assertThat(scrape.names()).doesNotContain("cache_operations_count_total");
    }
}
