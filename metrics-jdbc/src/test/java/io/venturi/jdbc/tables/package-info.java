@NullMarked
package io.venturi.jdbc.tables;

import org.jspecify.annotations.NullMarked;
