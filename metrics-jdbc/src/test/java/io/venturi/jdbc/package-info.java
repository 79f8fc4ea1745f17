@NullMarked
package io.venturi.jdbc;

import org.jspecify.annotations.NullMarked;
