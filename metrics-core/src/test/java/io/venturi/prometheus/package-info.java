@NullMarked
package io.venturi.prometheus;

import org.jspecify.annotations.NullMarked;
