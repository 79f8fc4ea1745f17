/** Row counts of tables: counted off the scrape path, by one of many replicas, with a history of the runs. */
@NullMarked
package io.venturi.jdbc.tables;

import org.jspecify.annotations.NullMarked;
