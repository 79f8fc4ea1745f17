@NullMarked
package io.venturi.examples.cdc;

import org.jspecify.annotations.NullMarked;
