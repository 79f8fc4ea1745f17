@NullMarked
package io.venturi.distribution;

import org.jspecify.annotations.NullMarked;
