@NullMarked
package io.venturi.jdbc.store;

import org.jspecify.annotations.NullMarked;
