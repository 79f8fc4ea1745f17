package io.venturi;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.venturi.catalog.LibraryCatalog;
import io.venturi.instrument.BoundedHandles;
import io.venturi.instrument.LabelLimit;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Once;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entry point: typed meters of a data pipeline, in the host's Micrometer registry, under a namespace that the host
 * chooses.
 *
 * <pre>{@code
 * PipelineMetrics metrics = PipelineMetrics.builder(registry).namespace("philotes").build();
 * CdcTableMeters orders = metrics.cdc("orders-db").table("public.orders");   // keep the handle
 * orders.received(Operation.INSERT, sourceMillis);
 * orders.processed(Operation.INSERT, sourceMillis);
 * }</pre>
 *
 * yields among others {@code philotes_cdc_events_total{source="orders-db",table="public.orders",operation="INSERT"} 1}.
 *
 * <p>Asking twice for the same handle gives the same handle. The names of sources, tables and the like become labels; each
 * kind is limited, and what is beyond the limit shares {@code _other}. One instance per registry and namespace. Thread-safe;
 * nothing here throws for what happens at run time.
 */
public final class PipelineMetrics implements AutoCloseable {

    private final MeterScope scope;
    private final boolean enabled;
    private final JvmMeters jvm;
    private final BoundedHandles<CdcMeters> sources;
    private final BoundedHandles<BufferMeters> buffers;
    private final BoundedHandles<IcebergMeters> lakes;
    private final BoundedHandles<CallMeters> calls;
    private final BoundedHandles<FlowMeters> flows;
    private final BoundedHandles<WorkerMeters> workers;
    private final Settings settings;
    private volatile @Nullable ApiMeters api;

    private PipelineMetrics(MeterRegistry registry, MeterScope scope, boolean enabled, Settings settings) {
        this.scope = scope;
        this.enabled = enabled;
        this.settings = settings;
        this.jvm = new JvmMeters(registry, scope);
        LabelLimit source = settings.limit(OpenLabel.SOURCE);
        sources = new BoundedHandles<>("cdc.source", scope, source, this::newCdc);
        buffers = new BoundedHandles<>("buffer.source", scope, source, this::newBuffer);
        lakes = new BoundedHandles<>("iceberg.source", scope, source, this::newIceberg);
        calls = new BoundedHandles<>("call.api", scope, settings.limit(OpenLabel.API), this::newCalls);
        flows = new BoundedHandles<>("flow.entity", scope, settings.limit(OpenLabel.ENTITY), this::newFlow);
        workers = new BoundedHandles<>("worker", scope, settings.limit(OpenLabel.WORKER), this::newWorker);
    }

    /** Builds typed meters in a registry. */
    public static Builder builder(MeterRegistry registry) {
        return new Builder(registry);
    }

    /** The meters of a change-data-capture source. */
    public CdcMeters cdc(String source) {
        return sources.get(source);
    }

    /** The meters of the buffer behind a source. */
    public BufferMeters buffer(String source) {
        return buffers.get(source);
    }

    /** The meters of what a source writes to Iceberg. */
    public IcebergMeters iceberg(String source) {
        return lakes.get(source);
    }

    /** The meters of the requests that the host serves. */
    public ApiMeters api() {
        ApiMeters present = api;
        return present == null ? newApi() : present;
    }

    /** The meters of the calls that the host makes to another API. */
    public CallMeters calls(String api) {
        return calls.get(api);
    }

    /** The meters of a kind of entity that passes through the host. */
    public FlowMeters flow(String entity) {
        return flows.get(entity);
    }

    /** The meters of a worker. */
    public WorkerMeters worker(String worker) {
        return workers.get(worker);
    }

    /**
     * Adds the meters of this JVM and its process under their customary names ({@code jvm_memory_used_bytes}, {@code
     * process_cpu_seconds_total}, …), without the namespace. A second call changes nothing. They stay the host's where the
     * host has bound them, and belong to the instance that bound them first where several share a registry.
     */
    public PipelineMetrics bindJvm() {
        if (enabled) {
            jvm.bind();
        }
        return this;
    }

    /** False where the host switched metrics off: every call is then a no-op. */
    public boolean isEnabled() {
        return enabled;
    }

    /** The first part of every meter's name. */
    public String namespace() {
        return scope.namespace();
    }

    /** How many values a label may take here, for modules and adapters that have it on meters of their own. */
    public LabelLimit limit(OpenLabel label) {
        return settings.limit(label);
    }

    /** Where modules and adapters register meters of their own: a scope that is closed with this instance. */
    public MeterScope newScope() {
        return scope.child();
    }

    /** Removes every series that was registered through this instance. Handles stay safe to call and record nothing. */
    @Override
    public void close() {
        scope.close();
        jvm.close();
    }

    private CdcMeters newCdc(String source) {
        return new CdcMeters(source, scope.child(), settings, handle -> sources.remove(source, handle));
    }

    private BufferMeters newBuffer(String source) {
        return new BufferMeters(source, scope.child(), settings, handle -> buffers.remove(source, handle));
    }

    private IcebergMeters newIceberg(String source) {
        return new IcebergMeters(source, scope.child(), settings, handle -> lakes.remove(source, handle));
    }

    private CallMeters newCalls(String name) {
        return new CallMeters(name, scope.child(), settings, handle -> calls.remove(name, handle));
    }

    private FlowMeters newFlow(String entity) {
        return new FlowMeters(entity, scope.child(), settings, handle -> flows.remove(entity, handle));
    }

    private WorkerMeters newWorker(String worker) {
        return new WorkerMeters(worker, scope.child(), settings, handle -> workers.remove(worker, handle));
    }

    private synchronized ApiMeters newApi() {
        ApiMeters present = api;
        if (present == null) {
            api = present = new ApiMeters(scope.child(), settings, this::forgetApi);
        }
        return present;
    }

    private synchronized void forgetApi(ApiMeters closed) {
        if (api == closed) {
            api = null;
        }
    }

    /** Options of {@link PipelineMetrics}. Each may be set once; a wrong value is refused with a word on the remedy. */
    public static final class Builder {

        private static final Duration DEFAULT_STALE_AFTER = Duration.ofMinutes(5);
        private static final Duration DEFAULT_STUCK_AFTER = Duration.ofMinutes(10);

        private final MeterRegistry registry;
        private final Once<String> namespace = new Once<>("namespace", "pipeline");
        private final Once<Clock> clock;
        private final Once<Boolean> enabled = new Once<>("enabled", true);
        private final Once<Integer> maxLabelValues = new Once<>("maxLabelValues", LabelLimit.DEFAULT_MAX_VALUES);
        private final Map<OpenLabel, Integer> limits = new EnumMap<>(OpenLabel.class);
        private final Map<OpenLabel, Set<String>> allowed = new EnumMap<>(OpenLabel.class);
        private final Once<Duration> staleAfter = new Once<>("staleAfter", DEFAULT_STALE_AFTER);
        private final Once<Duration> stuckAfter = new Once<>("stuckAfter", DEFAULT_STUCK_AFTER);
        private final Once<ErrorClassifier> errorClassifier = new Once<>("errorClassifier", ErrorClassifier.standard());
        private @Nullable Map<String, String> environment;

        private Builder(MeterRegistry registry) {
            this.registry = registry;
            this.clock = new Once<>("clock", registry.config().clock());
        }

        /** The first part of every name: {@code [a-z][a-z0-9_]*}; default {@code pipeline}. */
        public Builder namespace(String value) {
            namespace.set(Options.namespace(value));
            return this;
        }

        /** Where time comes from; default: the registry's clock. */
        public Builder clock(Clock value) {
            clock.set(value);
            return this;
        }

        /** False: register nothing, record nothing; default true. */
        public Builder enabled(boolean value) {
            enabled.set(value);
            return this;
        }

        /** How many values each open label may take (tables: per source), at least 1; default 500. */
        public Builder maxLabelValues(int value) {
            maxLabelValues.set(Options.atLeastOne("maxLabelValues", value));
            return this;
        }

        /** How many values this label may take, at least 1. */
        public Builder maxLabelValues(OpenLabel label, int value) {
            Options.setOnce(limits, "maxLabelValues", label, Options.atLeastOne("maxLabelValues of " + label, value));
            return this;
        }

        /** The only values of this label that get series of their own; default: the first that come. */
        public Builder allow(OpenLabel label, Collection<String> values) {
            Options.setOnce(allowed, "allow", label, Options.names("allow of " + label, values));
            return this;
        }

        /** How long a lag is shown that nothing has confirmed since; positive; default 5 minutes. */
        public Builder staleAfter(Duration value) {
            staleAfter.set(Options.positive("staleAfter", value));
            return this;
        }

        /** How long an event may wait in a buffer before it counts as stuck; positive; default 10 minutes. */
        public Builder stuckAfter(Duration value) {
            stuckAfter.set(Options.positive("stuckAfter", value));
            return this;
        }

        /** Which {@code error_type} an exception counts as; default {@link ErrorClassifier#standard()}. */
        public Builder errorClassifier(ErrorClassifier value) {
            errorClassifier.set(value);
            return this;
        }

        /**
         * Takes {@code <NAMESPACE>_METRICS_ENABLED} ({@code true} or {@code false}) from the environment where it is set; it
         * decides even where {@link #enabled} was called.
         */
        public Builder fromEnvironment() {
            return fromEnvironment(System.getenv());
        }

        /** The same from given variables. */
        public Builder fromEnvironment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /**
         * Builds.
         *
         * @throws IllegalArgumentException if an environment variable has a value that it cannot have
         * @throws IllegalStateException if another instance uses this namespace in this registry
         */
        public PipelineMetrics build() {
            boolean on = isEnabled();
            MeterScope scope = MeterScope.root(registry, namespace.get(), clock.get(), on);
            if (!scope.gauge(LibraryCatalog.BUILD_INFO, () -> 1, Version.CURRENT)) {
                scope.close();
                throw new IllegalStateException("namespace '" + namespace.get()
                        + "' is metered already in this registry: share that PipelineMetrics, close it first, or choose"
                        + " another namespace");
            }
            return new PipelineMetrics(registry, scope, on, settings());
        }

        private boolean isEnabled() {
            return environment == null ? enabled.get() : Options.enabled(environment, namespace.get(), enabled.get());
        }

        private Settings settings() {
            return new Settings(
                    maxLabelValues.get(), limits, allowed, staleAfter.get(), stuckAfter.get(), errorClassifier.get());
        }
    }
}
