package io.venturi.catalog;

import static io.venturi.catalog.MeterGroup.FLOW;

import java.util.List;

/** The meters of entities that pass through the host, and of its workers. */
public final class FlowCatalog {

    private static final String ENTITY = "entity";

    /** Entities that passed. */
    public static final MeterSpec ENTITIES =
            MeterSpec.counter(FLOW, "flow.entities", "Entities that passed, by outcome.", ENTITY, "outcome");

    /** Time spent on them. */
    public static final MeterSpec PROCESSING =
            MeterSpec.timer(FLOW, "flow.processing", Buckets.DURATION, "How long an entity's processing took.", ENTITY);

    /** Issues of workers. */
    public static final MeterSpec WORKER_ISSUES = MeterSpec.counter(
            FLOW, "worker.issues", "Issues that workers reported.", "worker", "issue_type", "severity");

    static final List<MeterSpec> ALL = List.of(ENTITIES, PROCESSING, WORKER_ISSUES);

    private FlowCatalog() {}
}
