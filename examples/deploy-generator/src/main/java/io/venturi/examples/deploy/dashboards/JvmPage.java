package io.venturi.examples.deploy.dashboards;

import static io.venturi.examples.deploy.dashboards.Dashboards.RATE;

import io.venturi.examples.deploy.promql.JvmMeter;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Settings;

/** The JVM and the process: memory, garbage collection, threads, CPU, files. */
final class JvmPage {

    private static final String INSTANCE = "{{instance}}";

    private final Variables variables;
    private final Meters meters;

    JvmPage(GroupLabels groups) {
        variables = new Variables(groups);
        meters = variables.meters();
    }

    Dashboard dashboard(Settings settings) {
        return new Dashboard(
                        Dashboards.JVM,
                        "Venturi: JVM",
                        "Memory, garbage collection, threads, CPU and files of the processes that meter with Venturi.",
                        variables,
                        settings)
                .row("Process")
                .line(uptime(), cpuNow(), heapNow(), filesNow())
                .line(cpu(), resident(), load())
                .row("Memory")
                .line(heap(), nonHeap(), direct())
                .line(afterGc(), allocation())
                .row("Garbage collection")
                .line(pauses(), longestPause(), overhead())
                .row("Threads and classes")
                .line(threads(), states(), classes())
                .line(versions(), starts());
    }

    private Vector now(JvmMeter meter) {
        return meters.series(meter).now().maxBy("instance");
    }

    private Series heapOf(JvmMeter meter) {
        return meters.series(meter).where("area", "heap");
    }

    private Panel uptime() {
        return Panel.stat("Uptime", DisplayUnit.SECONDS, "Since the process started.")
                .ask(now(JvmMeter.UPTIME), INSTANCE);
    }

    private Panel starts() {
        return Panel.series("Starts in an hour", DisplayUnit.NUMBER, "How often the process was started anew.")
                .ask(meters.series(JvmMeter.START_TIME).changes("1h").maxBy("instance"), INSTANCE);
    }

    private Panel cpuNow() {
        return Panel.stat("CPU", DisplayUnit.RATIO, "Of the machine, taken by the process of late.")
                .warn(0.7, 0.9)
                .ask(now(JvmMeter.CPU_USAGE), INSTANCE);
    }

    private Panel heapNow() {
        return Panel.stat("Heap after collection", DisplayUnit.RATIO, "Part of the long-lived heap that stays in use.")
                .warn(0.7, 0.9)
                .ask(now(JvmMeter.MEMORY_AFTER_GC), INSTANCE);
    }

    private Panel filesNow() {
        return Panel.stat("Open files", DisplayUnit.RATIO, "Part of the file descriptors that the process may have.")
                .warn(0.7, 0.9)
                .ask(now(JvmMeter.FILES_OPEN).dividedBy(now(JvmMeter.FILES_MAX)), INSTANCE);
    }

    private Panel cpu() {
        return Panel.series("CPU", DisplayUnit.NUMBER, "Processors kept busy by the process.")
                .ask(meters.series(JvmMeter.CPU_SECONDS).rate(RATE).maxBy("instance"), INSTANCE);
    }

    private Panel resident() {
        return Panel.series("Resident memory", DisplayUnit.BYTES, "Of the whole process, as the system sees it.")
                .ask(now(JvmMeter.RESIDENT_MEMORY), INSTANCE);
    }

    private Panel load() {
        return Panel.series(
                        "Machine",
                        DisplayUnit.NUMBER,
                        "Load of the last minute, and part of the processors that is busy.")
                .ask(now(JvmMeter.SYSTEM_LOAD), INSTANCE + " load")
                .ask(now(JvmMeter.SYSTEM_CPU_USAGE), INSTANCE + " busy");
    }

    private Panel heap() {
        return Panel.series("Heap", DisplayUnit.BYTES, "Used, committed, and the most that it may be.")
                .ask(heapOf(JvmMeter.MEMORY_USED).now().sumBy("instance"), INSTANCE + " used")
                .ask(heapOf(JvmMeter.MEMORY_COMMITTED).now().sumBy("instance"), INSTANCE + " committed")
                // A pool without a limit of its own shows -1.
                .ask(heapOf(JvmMeter.MEMORY_MAX).now().above("0").sumBy("instance"), INSTANCE + " limit");
    }

    private Panel nonHeap() {
        return Panel.series("Outside of the heap", DisplayUnit.BYTES, "Used, by pool.")
                .stacked()
                .ask(
                        meters.series(JvmMeter.MEMORY_USED)
                                .where("area", "nonheap")
                                .now()
                                .sumBy("instance", "id"),
                        INSTANCE + " {{id}}");
    }

    private Panel direct() {
        return Panel.series("Buffers", DisplayUnit.BYTES, "Direct and mapped memory.")
                .ask(meters.series(JvmMeter.BUFFER_USED).now().sumBy("instance", "id"), INSTANCE + " {{id}}");
    }

    private Panel afterGc() {
        return Panel.series(
                        "Heap after collection",
                        DisplayUnit.RATIO,
                        "Part of the long-lived heap in use after a collection.")
                .warn(0.7, 0.9)
                .upTo(1)
                .ask(now(JvmMeter.MEMORY_AFTER_GC), INSTANCE);
    }

    private Panel allocation() {
        return Panel.series("Allocation", DisplayUnit.BYTES_PER_SECOND, "Bytes allocated, and bytes that became old.")
                .ask(meters.series(JvmMeter.GC_ALLOCATED).rate(RATE).sumBy("instance"), INSTANCE + " allocated")
                .ask(meters.series(JvmMeter.GC_PROMOTED).rate(RATE).sumBy("instance"), INSTANCE + " promoted");
    }

    private Panel pauses() {
        return Panel.series("Collections", DisplayUnit.OPERATIONS_PER_SECOND, "By cause.")
                .ask(meters.histogram(JvmMeter.GC_PAUSE).rate(RATE, "instance", "cause"), INSTANCE + " {{cause}}");
    }

    private Panel longestPause() {
        return Panel.series("Longest pause", DisplayUnit.SECONDS, "The longest of late.")
                .ask(meters.histogram(JvmMeter.GC_PAUSE).max().now().maxBy("instance"), INSTANCE);
    }

    private Panel overhead() {
        return Panel.series(
                        "Time in collections",
                        DisplayUnit.RATIO,
                        "Part of the time that goes into pauses, and of the CPU.")
                .ask(meters.histogram(JvmMeter.GC_PAUSE).sumRate(RATE, "instance"), INSTANCE + " paused")
                .ask(now(JvmMeter.GC_OVERHEAD), INSTANCE + " CPU");
    }

    private Panel threads() {
        return Panel.series("Threads", DisplayUnit.NUMBER, "Alive, of these daemons, and the most at a time.")
                .ask(now(JvmMeter.THREADS), INSTANCE + " alive")
                .ask(now(JvmMeter.THREADS_DAEMON), INSTANCE + " daemons")
                .ask(now(JvmMeter.THREADS_PEAK), INSTANCE + " peak");
    }

    private Panel states() {
        return Panel.series("Threads by state", DisplayUnit.NUMBER, "What they are doing.")
                .stacked()
                .ask(meters.series(JvmMeter.THREAD_STATES).now().sumBy("instance", "state"), INSTANCE + " {{state}}");
    }

    private Panel classes() {
        return Panel.series("Classes", DisplayUnit.NUMBER, "Loaded.").ask(now(JvmMeter.CLASSES), INSTANCE);
    }

    private Panel versions() {
        return Panel.table("Runtimes", DisplayUnit.NUMBER, "Processes by Java runtime.")
                .ask(meters.series(JvmMeter.INFO).now().countBy("runtime", "vendor", "version"), "");
    }
}
