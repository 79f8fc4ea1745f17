package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.TestSeries.rising;

import io.venturi.catalog.ApiCatalog;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;
import java.util.function.Function;

/** The API's promises: few errors, quick answers. Budgets are watched in two windows, so that an alert also ends soon. */
final class ApiAlerts {

    private static final String WHOLE_SERVICE =
            "who asks does not choose the replica: promises are those of the service";

    private final RuleContext rules;
    private final Series requests;
    private final Series buckets;

    ApiAlerts(RuleContext rules) {
        this.rules = rules;
        requests = rules.series(ApiCatalog.REQUESTS);
        buckets = rules.histogram(ApiCatalog.REQUEST_DURATION).bucket();
    }

    List<Alert> all() {
        return List.of(errors(), errorsFast(), errorsSlowly(), latencyFast(), latencySlowly());
    }

    private Alert errors() {
        double ratio = rules.number(Setting.API_ERROR_RATIO);
        return Alert.named("ApiErrorRatioHigh")
                .when(rules.recorded().apiErrors(Setting.WINDOW).above(rules.text(Setting.API_ERROR_RATIO)))
                .over(Setting.WINDOW)
                .lasting(Setting.FOR)
                .showing(Shown.PERCENT)
                .together(WHOLE_SERVICE)
                .summary("{value} of the requests to {job} fail.")
                .description(
                        "Counted are answers with a status of 500 or more, over " + rules.text(Setting.WINDOW) + ".")
                .fires(0.75, failed(3), served(1))
                .silent(failed(ratio), served(1))
                .build();
    }

    private Alert errorsFast() {
        return burning(
                        "ApiErrorBudgetBurnsFast",
                        Setting.BURN_FAST,
                        Setting.API_ERROR_BUDGET,
                        rules.recorded()::apiErrors)
                .critical()
                .summary("{value} of the requests to {job} failed of late: the error budget is burning fast.")
                .description("At this rate the budget of 30 days is gone in two.")
                .fires(0.75, failed(3), served(1))
                .silent(failed(rules.number(Setting.API_ERROR_BUDGET)), served(1))
                .silent(failed(few(Setting.BURN_FAST_LONG)))
                .silent(served(1))
                .build();
    }

    private Alert errorsSlowly() {
        return burning(
                        "ApiErrorBudgetBurnsSlowly",
                        Setting.BURN_SLOW,
                        Setting.API_ERROR_BUDGET,
                        rules.recorded()::apiErrors)
                .summary("{value} of the requests to {job} failed in the last hours: the error budget is burning.")
                .description("At this rate the budget of 30 days is gone in five.")
                .fires(0.75, failed(3), served(1))
                .silent(failed(rules.number(Setting.API_ERROR_BUDGET)), served(1))
                .silent(failed(few(Setting.BURN_SLOW_LONG)))
                .build();
    }

    private Alert latencyFast() {
        return burning(
                        "ApiLatencyBudgetBurnsFast",
                        Setting.BURN_FAST,
                        Setting.API_LATENCY_BUDGET,
                        rules.recorded()::apiSlow)
                .critical()
                .summary("{value} of the requests to {job} took more than " + rules.text(Setting.API_LATENCY)
                        + " s of late.")
                .description("The latency budget is burning fast: at this rate that of 30 days is gone in two.")
                .fires(0.75, served(4), within(1), answered(4))
                .silent(served(1), within(1), answered(1))
                .silent(served(few(Setting.BURN_FAST_LONG)), within(0), answered(few(Setting.BURN_FAST_LONG)))
                .build();
    }

    private Alert latencySlowly() {
        return burning(
                        "ApiLatencyBudgetBurnsSlowly",
                        Setting.BURN_SLOW,
                        Setting.API_LATENCY_BUDGET,
                        rules.recorded()::apiSlow)
                .summary("{value} of the requests to {job} took more than " + rules.text(Setting.API_LATENCY)
                        + " s in the last hours.")
                .description("The latency budget is burning: at this rate that of 30 days is gone in five.")
                .fires(0.75, served(4), within(1), answered(4))
                .silent(served(1), within(1), answered(1))
                .silent(served(few(Setting.BURN_SLOW_LONG)), within(0), answered(few(Setting.BURN_SLOW_LONG)))
                .build();
    }

    /** Where the budget burns at this multiple, in the long window, and still in the short one. */
    private Alert.Builder burning(String name, Setting factor, Setting budget, Function<Setting, Vector> ratioIn) {
        boolean fast = factor == Setting.BURN_FAST;
        Setting shortWindow = fast ? Setting.BURN_FAST_SHORT : Setting.BURN_SLOW_SHORT;
        Setting longWindow = fast ? Setting.BURN_FAST_LONG : Setting.BURN_SLOW_LONG;
        Vector enough = requests.increase(rules.text(longWindow))
                .sumBy(rules.by())
                .atLeast(rules.text(Setting.API_LEAST_REQUESTS));
        String threshold = "(" + rules.text(factor) + " * " + rules.text(budget) + ")";
        return Alert.named(name)
                .when(ratioIn.apply(longWindow)
                        .above(threshold)
                        .and(ratioIn.apply(shortWindow).above(threshold))
                        .and(enough))
                .over(longWindow)
                .lasting(Setting.BURN_FOR)
                .together(WHOLE_SERVICE)
                .showing(Shown.PERCENT);
    }

    /** All of so few requests in this window that nothing can be said, as requests a second. */
    private double few(Setting window) {
        return rules.number(Setting.API_LEAST_REQUESTS) / 2 / rules.number(window);
    }

    private TestSeries served(double perSecond) {
        return rising(requests, perSecond);
    }

    private TestSeries failed(double perSecond) {
        return rising(requests, perSecond).with("status", "500");
    }

    private TestSeries within(double perSecond) {
        return rising(buckets, perSecond).with("le", rules.text(Setting.API_LATENCY));
    }

    private TestSeries answered(double perSecond) {
        return rising(rules.histogram(ApiCatalog.REQUEST_DURATION).count(), perSecond);
    }
}
