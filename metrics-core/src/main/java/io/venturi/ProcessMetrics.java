package io.venturi;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two process metrics that Prometheus' client libraries agree on and that Micrometer lacks: {@code
 * process_cpu_seconds_total} and {@code process_resident_memory_bytes} ("Writing client libraries", Prometheus
 * documentation). What the platform cannot tell is left out.
 */
final class ProcessMetrics implements MeterBinder {

    static final String CPU = "process.cpu";

    /** Linux only; a file in memory, so that reading it during a scrape does not wait for a disk. */
    private static final Path STATUS = Path.of("/proc/self/status");

    private static final String RESIDENT = "VmRSS:";

    @Override
    public void bindTo(MeterRegistry registry) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                && system.getProcessCpuTime() >= 0) {
            FunctionCounter.builder(CPU, system, bean -> bean.getProcessCpuTime() / 1e9)
                    .description("Total user and system CPU time spent.")
                    .baseUnit("seconds")
                    .register(registry);
        }
        if (Files.isReadable(STATUS)) {
            Gauge.builder("process.resident.memory", ProcessMetrics::residentBytes)
                    .description("Resident memory size.")
                    .baseUnit("bytes")
                    .register(registry);
        }
    }

    private static double residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    String kibibytes = line.substring(RESIDENT.length(), line.lastIndexOf("kB"));
                    return Long.parseLong(kibibytes.trim()) * 1024.0;
                }
            }
        } catch (IOException | RuntimeException e) {
            return Double.NaN; // unknown, and visibly so
        }
        return Double.NaN;
    }
}
