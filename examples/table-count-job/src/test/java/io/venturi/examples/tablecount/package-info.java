@NullMarked
package io.venturi.examples.tablecount;

import org.jspecify.annotations.NullMarked;
