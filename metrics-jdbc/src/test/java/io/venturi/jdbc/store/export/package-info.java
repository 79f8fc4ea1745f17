@NullMarked
package io.venturi.jdbc.store.export;

import org.jspecify.annotations.NullMarked;
