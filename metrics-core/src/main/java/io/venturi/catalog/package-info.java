/**
 * The meter catalogue: the one place that says which meters exist, under which names, with which units, labels and
 * buckets. Code registers from it, docs, dashboards, rules and tests derive from it. Start at
 * {@link io.venturi.catalog.Catalog}.
 */
@NullMarked
package io.venturi.catalog;

import org.jspecify.annotations.NullMarked;
