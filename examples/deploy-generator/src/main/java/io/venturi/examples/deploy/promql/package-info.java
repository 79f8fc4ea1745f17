/**
 * PromQL from meters. Names and labels are taken from the catalogue, so that a query about what does not exist cannot be
 * written; what would silently match nothing is refused. Start at {@link io.venturi.examples.deploy.promql.Meters}.
 */
@NullMarked
package io.venturi.examples.deploy.promql;

import org.jspecify.annotations.NullMarked;
