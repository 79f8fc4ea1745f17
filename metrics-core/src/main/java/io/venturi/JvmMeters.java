package io.venturi;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JVM's and the process's meters: Micrometer's own binders, less what breaks Prometheus' naming rules, plus the
 * standard process metrics. Where the host has bound a binder's meters already, they stay the host's. Thread-safe.
 */
final class JvmMeters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JvmMeters.class);

    /** Refused by {@code promtool check metrics}: nanoseconds as a unit, and a suffix that belongs to histograms. */
    private static final Set<String> ILL_NAMED = Set.of("process.cpu.time", "system.cpu.count");

    private final MeterRegistry registry;
    private final MeterScope scope;
    private @Nullable CompositeMeterRegistry bound;
    private final List<AutoCloseable> listeners = new ArrayList<>();

    JvmMeters(MeterRegistry registry, MeterScope scope) {
        this.registry = registry;
        this.scope = scope;
    }

    synchronized void bind() {
        if (bound != null || !scope.isOpen()) {
            return;
        }
        // A registry of our own in front of the host's: it filters without touching the host's filters, and it knows
        // which meters to remove.
        CompositeMeterRegistry front =
                new CompositeMeterRegistry(registry.config().clock());
        front.config().meterFilter(MeterFilter.deny(id -> ILL_NAMED.contains(id.getName())));
        front.add(registry);
        bound = front;
        binders().forEach((marker, binder) -> bind(front, marker, binder));
    }

    @Override
    public synchronized void close() {
        listeners.forEach(this::close);
        listeners.clear();
        CompositeMeterRegistry front = bound;
        if (front != null) {
            front.getMeters().forEach(meter -> remove(front, meter));
            front.close();
            bound = null;
        }
    }

    /** Binders by a meter that tells whether the host has bound the same already. */
    private static Map<String, Supplier<MeterBinder>> binders() {
        Map<String, Supplier<MeterBinder>> binders = new LinkedHashMap<>();
        binders.put("jvm.info", JvmInfoMetrics::new);
        binders.put("jvm.memory.used", JvmMemoryMetrics::new);
        binders.put("jvm.gc.max.data.size", JvmGcMetrics::new);
        binders.put("jvm.gc.overhead", JvmHeapPressureMetrics::new);
        binders.put("jvm.threads.live", JvmThreadMetrics::new);
        binders.put("jvm.classes.loaded", ClassLoaderMetrics::new);
        binders.put("process.cpu.usage", ProcessorMetrics::new);
        binders.put("process.files.open", FileDescriptorMetrics::new);
        binders.put("process.uptime", UptimeMetrics::new);
        binders.put(ProcessMetrics.CPU, ProcessMetrics::new);
        return binders;
    }

    private void bind(MeterRegistry front, String marker, Supplier<MeterBinder> supplier) {
        try {
            if (registry.find(marker).meter() != null) {
                LOG.debug("{} is bound already; left to the host", marker);
                return;
            }
            MeterBinder binder = supplier.get();
            binder.bindTo(front);
            if (binder instanceof AutoCloseable listener) {
                listeners.add(listener);
            }
        } catch (RuntimeException e) {
            LOG.warn("Cannot bind the JVM's meters around {}", marker, e);
            scope.invalid(marker, Problem.REGISTRATION_FAILED);
        }
    }

    private static void remove(MeterRegistry front, Meter meter) {
        try {
            front.remove(meter);
        } catch (RuntimeException e) {
            LOG.warn("Cannot remove {}", meter.getId(), e);
        }
    }

    private void close(AutoCloseable listener) {
        try {
            listener.close();
        } catch (Exception e) {
            LOG.warn("Cannot stop listening to the JVM", e);
        }
    }
}
