package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Fails a run of Micrometer's kit that leaves out anything but what needs its Observation API, which the filters do not
 * use, or that has other tests than those which were known when this was written.
 */
final class KitVariants implements TestWatcher, AfterAllCallback {

    private static final String METERS = "METRICS_VIA_METER_REGISTRY";
    private static final String OBSERVATIONS = "METRICS_VIA_OBSERVATIONS_WITH_METRICS_HANDLER";

    private static final Set<String> PASSED = Set.of(
            "uriIsNotFound_whenRouteIsUnmapped " + METERS,
            "uriTemplateIsTagged " + METERS,
            "redirect " + METERS,
            "errorResponse " + METERS);

    /** The last one of the others sends its request, and then finds that it has no observation to look at. */
    private static final Set<String> SKIPPED = Set.of(
            "uriIsNotFound_whenRouteIsUnmapped " + OBSERVATIONS,
            "uriTemplateIsTagged " + OBSERVATIONS,
            "redirect " + OBSERVATIONS,
            "errorResponse " + OBSERVATIONS,
            "canExtractContextFromHeaders " + OBSERVATIONS,
            "canExtractContextFromHeaders " + METERS);

    private final Set<String> passed = new TreeSet<>();
    private final Set<String> skipped = new TreeSet<>();
    private boolean failed;

    @Override
    public void testSuccessful(ExtensionContext test) {
        passed.add(name(test));
    }

    @Override
    public void testAborted(ExtensionContext test, Throwable cause) {
        skipped.add(name(test));
    }

    @Override
    public void testDisabled(ExtensionContext test, Optional<String> reason) {
        skipped.add(name(test));
    }

    @Override
    public void testFailed(ExtensionContext test, Throwable cause) {
        failed = true; // which says enough
    }

    private static String name(ExtensionContext test) {
        String shown = test.getDisplayName();
        String variant = shown.contains(OBSERVATIONS) ? OBSERVATIONS : shown.contains(METERS) ? METERS : shown;
        return test.getRequiredTestMethod().getName() + ' ' + variant;
    }

    @Override
    public void afterAll(ExtensionContext kit) {
        if (!failed) {
            assertThat(skipped).as("skipped by the kit").isEqualTo(SKIPPED);
            assertThat(passed).as("passed of the kit").isEqualTo(PASSED);
        }
    }
}
