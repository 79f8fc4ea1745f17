/**
 * A host service that moves change events out of PostgreSQL into Iceberg tables, metered by Venturi.
 *
 * <p>{@link io.venturi.examples.cdc.CdcPipeline} is the service: read it first, it wires everything. {@link
 * io.venturi.examples.cdc.DemoMain} is the command around it.
 */
@NullMarked
package io.venturi.examples.cdc;

import org.jspecify.annotations.NullMarked;
