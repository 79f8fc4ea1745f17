package io.venturi.examples.deploy.promql;

import java.util.List;

/**
 * The JVM's and the process's meters that the dashboard shows, as {@code PipelineMetrics.bindJvm()} exposes them. They are
 * Micrometer's and Prometheus' own, hence not in the catalogue; a test compares them with a scrape.
 */
public enum JvmMeter {
    INFO("jvm_info", "runtime", "vendor", "version"),
    MEMORY_USED("jvm_memory_used_bytes", "area", "id"),
    MEMORY_COMMITTED("jvm_memory_committed_bytes", "area", "id"),
    MEMORY_MAX("jvm_memory_max_bytes", "area", "id"),
    MEMORY_AFTER_GC("jvm_memory_usage_after_gc", "area", "pool"),
    BUFFER_USED("jvm_buffer_memory_used_bytes", "id"),
    GC_PAUSE("jvm_gc_pause_seconds", "action", "cause", "gc"),
    GC_OVERHEAD("jvm_gc_overhead"),
    GC_ALLOCATED("jvm_gc_memory_allocated_bytes_total"),
    GC_PROMOTED("jvm_gc_memory_promoted_bytes_total"),
    THREADS("jvm_threads_live_threads"),
    THREADS_PEAK("jvm_threads_peak_threads"),
    THREADS_DAEMON("jvm_threads_daemon_threads"),
    THREAD_STATES("jvm_threads_states_threads", "state"),
    CLASSES("jvm_classes_loaded_classes"),
    CPU_SECONDS("process_cpu_seconds_total"),
    CPU_USAGE("process_cpu_usage"),
    SYSTEM_CPU_USAGE("system_cpu_usage"),
    SYSTEM_LOAD("system_load_average_1m"),
    RESIDENT_MEMORY("process_resident_memory_bytes"),
    FILES_OPEN("process_files_open_files"),
    FILES_MAX("process_files_max_files"),
    START_TIME("process_start_time_seconds"),
    UPTIME("process_uptime_seconds");

    private final String exposedName;
    private final String labels;

    JvmMeter(String exposedName, String... labels) {
        this.exposedName = exposedName;
        this.labels = String.join(" ", labels);
    }

    /** The name that Prometheus sees. */
    public String exposedName() {
        return exposedName;
    }

    /** Its labels. */
    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(" "));
    }
}
